namespace Akin.Galleries;

/// <summary>What a compaction did.</summary>
/// <param name="DroppedRowCount">Rows of removed or replaced pictures that are gone now.</param>
/// <param name="RowCount">Rows that there are now: one for each content.</param>
/// <param name="BytesBefore">Bytes that the gallery's files took on disk.</param>
/// <param name="BytesAfter">Bytes that they take now. A reader that has the gallery open keeps the old ones until it closes it.</param>
public sealed record CompactionReport(long DroppedRowCount, long RowCount, long BytesBefore, long BytesAfter);

namespace Akin.Galleries;

/// <summary>What a compaction did.</summary>
/// <param name="DroppedRowCount">Rows of removed or replaced pictures that are gone now.</param>
/// <param name="RowCount">Rows that there are now: one for each content.</param>
/// <param name="BytesBefore">Bytes that the gallery's files took on disk, its log apart.</param>
/// <param name="BytesAfter">Bytes that they take now, or once readers that have the gallery open close it: they keep the old ones until then.</param>
public sealed record CompactionReport(long DroppedRowCount, long RowCount, long BytesBefore, long BytesAfter)
{
    /// <summary>Bytes of the catalogue's log besides, which readers that have the gallery open keep from being cut; none where there is no such reader.</summary>
    public long LogBytes { get; init; }
}

namespace Akin.Vectors.Storage;

/// <summary>Rows in a file of a foreign format, read from the first to the last.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Rows in the file.</summary>
    public long RowCount { get; }

    /// <summary>Numbers of a row.</summary>
    public int RowLength { get; }

    /// <summary>Reads as many of the next rows as there is room for.</summary>
    /// <returns>How many; fewer than there is room for only at the end.</returns>
    public int Read(Span<float> rows);

    /// <summary>Where in the file a row begins, in bytes.</summary>
    public long RowOffset(long row);
}

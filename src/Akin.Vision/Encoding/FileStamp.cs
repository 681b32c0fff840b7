namespace Akin.Vision.Encoding;

/// <summary>What tells a file from the one that stands in its place later, without reading it.</summary>
/// <param name="LengthInBytes">Its length.</param>
/// <param name="ModifiedUtc">When it was written.</param>
internal readonly record struct FileStamp(long LengthInBytes, DateTime ModifiedUtc)
{
    /// <summary>The stamp of a file as it is now; all zero where there is none.</summary>
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : default;
    }
}

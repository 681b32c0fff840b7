using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>What the catalogue remembers of a file, to tell whether it has changed.</summary>
/// <param name="LengthInBytes">Its length.</param>
/// <param name="ModifiedNs">Its time of change, nanoseconds since 1970-01-01 UTC; <see cref="LookAgain"/> where it is to be read again whatever the file system says.</param>
/// <param name="Row">Its embedding's position in the vector file; null for a file that was rejected.</param>
/// <param name="Label">Its label.</param>
/// <param name="Split">Its split.</param>
internal readonly record struct KnownFile(long LengthInBytes, long ModifiedNs, long? Row, string? Label, string? Split)
{
    /// <summary>A time that no file has: file systems have none so fine.</summary>
    public const long LookAgain = -1;

    /// <summary>Whether it was taken out of the gallery though it is a picture.</summary>
    public bool WasRemoved { get; init; }

    /// <summary>Whether the file system says the same of the file as before.</summary>
    public bool IsAsBefore(PictureFile file) => LengthInBytes == file.LengthInBytes && ModifiedNs == file.ModifiedNs;
}

namespace Akin.Galleries;

/// <summary>What the catalogue remembers of a file, to tell whether it has changed.</summary>
/// <param name="LengthInBytes">Its length.</param>
/// <param name="ModifiedNs">Its time of change, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ContentHash">SHA-256 of its bytes; null for a file that was rejected.</param>
internal sealed record KnownFile(long LengthInBytes, long ModifiedNs, byte[]? ContentHash);

namespace Akin.Galleries;

/// <summary>A picture that is to be encoded again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LengthInBytes">Its file's length when it was indexed.</param>
/// <param name="ModifiedNs">Its file's time of change then, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ContentHash">SHA-256 of its bytes then.</param>
/// <param name="Row">Its embedding's position in the vector file.</param>
internal sealed record SampledItem(ItemName Name, long LengthInBytes, long ModifiedNs, byte[] ContentHash, long Row);

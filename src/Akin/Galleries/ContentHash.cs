using System.Buffers.Binary;

namespace Akin.Galleries;

/// <summary>SHA-256 of a file's bytes as a value that dictionaries compare by its bits.</summary>
internal readonly record struct ContentHash(UInt128 First, UInt128 Second)
{
    /// <summary>The value of 32 bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}

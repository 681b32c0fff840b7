using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// A file of the cache with the weights of a quantised graph: the magic <c>AKINI8W1</c>, the file's length (int64, little-endian), SHA-256 of all that follows the header, zeros
/// to 64 bytes, and the tensors. It is written under another name and renamed, so that processes may write it at once; one that is damaged is written anew.
/// </summary>
internal static class WeightsCache
{
    /// <summary>Bytes before the first tensor.</summary>
    public const int HeaderLength = 64;

    private const int LengthOffset = 8;

    private const int HashOffset = 16;

    private static ReadOnlySpan<byte> Magic => "AKINI8W1"u8;

    /// <summary>Makes sure that the file is there and sound. False if it cannot be written: the disk is full, or its folder is not ours.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">What lies in it, from <see cref="HeaderLength"/> on.</param>
    /// <param name="values">Where the stored weights are read.</param>
    public static bool Provide(string path, WeightLayout layout, TensorValues values)
    {
        if (IsSound(path, layout.End))
        {
            return true;
        }

        string temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Write(temporaryPath, layout, values);
            File.Move(temporaryPath, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            Discard(temporaryPath);
        }
    }

    /// <summary>Whether a file is there that has this length and the hash that its header says.</summary>
    private static bool IsSound(string path, long length)
    {
        try
        {
            using FileStream file = new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 20 });
            Span<byte> header = stackalloc byte[HeaderLength];
            return file.Length == length
                && file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength
                && header.StartsWith(Magic)
                && BinaryPrimitives.ReadInt64LittleEndian(header[LengthOffset..]) == length
                && SHA256.HashData(file).AsSpan().SequenceEqual(header.Slice(HashOffset, SHA256.HashSizeInBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Write(string path, WeightLayout layout, TensorValues values)
    {
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 20 });
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        file.Write(header);
        using (SHA256 hash = SHA256.Create())
        {
            using (CryptoStream tensors = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            {
                layout.Write(tensors, values);
            }

            hash.Hash!.CopyTo(header[HashOffset..]);
        }

        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[LengthOffset..], layout.End);
        file.Position = 0;
        file.Write(header);
        file.Flush(flushToDisk: true);
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays where nothing reads it.
        }
    }
}

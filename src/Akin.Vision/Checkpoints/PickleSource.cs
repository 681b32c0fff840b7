using System.Buffers.Binary;
using System.Text;

namespace Akin.Vision.Checkpoints;

/// <summary>The bytes of a pickle, read from where a stream stands and never past a limit.</summary>
/// <param name="stream">The stream; it stays its caller's.</param>
/// <param name="path">Its file, for messages.</param>
/// <param name="limitInBytes">How much may be read.</param>
internal sealed class PickleSource(Stream stream, string path, long limitInBytes)
{
    /// <summary>A tensor's name has some dozens of bytes, and nothing else in a file of tensors is longer.</summary>
    private const int TextLimitInBytes = 65_536;

    /// <summary>Throws out what is no UTF-8.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _number = new byte[sizeof(long)];
    private long _remainingInBytes = limitInBytes;

    public byte Byte() => Number(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Number(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Number(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Number(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Number(8));

    /// <summary>Pickle's one number in big-endian order.</summary>
    public double Float64() => BinaryPrimitives.ReadDoubleBigEndian(Number(8));

    /// <summary>Some bytes, as many as a single byte can count.</summary>
    public byte[] Bytes(byte length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    /// <summary>UTF-8 of a given length.</summary>
    public string Text(ulong lengthInBytes)
    {
        if (lengthInBytes > TextLimitInBytes || (long)lengthInBytes > _remainingInBytes)
        {
            throw Bad($"a text would take {lengthInBytes} bytes");
        }

        byte[] bytes = new byte[lengthInBytes];
        Fill(bytes);
        return Decode(bytes);
    }

    /// <summary>UTF-8 up to a line's end.</summary>
    public string Line()
    {
        List<byte> bytes = [];
        for (byte next = Byte(); next != (byte)'\n'; next = Byte())
        {
            bytes.Add(next);
            if (bytes.Count > TextLimitInBytes)
            {
                throw Bad("a name does not end");
            }
        }

        return Decode([.. bytes]);
    }

    /// <summary>The complaint about this file.</summary>
    public CheckpointException Bad(string what) => new(path, $"{path} is no sound PyTorch file: in its pickle, {what}.");

    /// <summary>The complaint about a pickle that wants more than tensors.</summary>
    public CheckpointException Foreign(string what) =>
        new(path, $"{path} asks for {Shown(what)}, and Akin reads tensors only: if its origin can be trusted, save the model as model.safetensors with the program that made it.");

    private static string Shown(string text) =>
        string.Concat(text.Take(100).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));

    private string Decode(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is no UTF-8");
        }
    }

    private ReadOnlySpan<byte> Number(int length)
    {
        Fill(_number.AsSpan(0, length));
        return _number.AsSpan(0, length);
    }

    private void Fill(Span<byte> bytes)
    {
        if (bytes.Length > _remainingInBytes || stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Bad("the end is missing");
        }

        _remainingInBytes -= bytes.Length;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Akin.Vectors.Storage;

/// <summary>What stands before the numbers of a NumPy file: their type and the array's shape. Format versions 1.0, 2.0 and 3.0, as NumPy's <c>numpy.lib.format</c> describes them.</summary>
/// <param name="Type">The numbers' type.</param>
/// <param name="Shape">The lengths of the axes, none negative.</param>
/// <param name="LengthInBytes">Where the numbers begin.</param>
internal sealed record NpyHeader(NpyType Type, IReadOnlyList<long> Shape, int LengthInBytes)
{
    /// <summary>As NumPy reads them: longer descriptions are those of structures, or attacks.</summary>
    private const int DescriptionLimitInBytes = 10_000;

    /// <summary>NumPy's own limit of axes.</summary>
    private const int AxesLimit = 64;

    /// <summary>How such files begin.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file's header.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="IndexFormatException">It is no such file, or one of a kind that is not read.</exception>
    public static NpyHeader Read(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[12];
        int startLength = file.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) == 8 && start.StartsWith(Magic)
            ? (start[6], start[7]) switch
            {
                (1, 0) => 10,
                (2 or 3, 0) => 12,
                _ => throw new IndexFormatException(path, $"{path} has version {start[6]}.{start[7]} of NumPy's format, and Akin reads 1.0 to 3.0: save the array again."),
            }
            : throw new IndexFormatException(path, $"{path} is no NumPy array: it does not begin as one.");
        bool isWhole = file.ReadAtLeast(start[8..startLength], startLength - 8, throwOnEndOfStream: false) == startLength - 8;
        uint length = startLength == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (isWhole && length > DescriptionLimitInBytes)
        {
            throw new IndexFormatException(path, $"{path} has a description of {length} bytes, and Akin reads at most {DescriptionLimitInBytes}: it is damaged, or holds no plain numbers.");
        }

        byte[] description = new byte[isWhole ? length : 0];
        return isWhole && file.ReadAtLeast(description, description.Length, throwOnEndOfStream: false) == description.Length
            ? Parse(Encoding.UTF8.GetString(description), startLength + description.Length, path)
            : throw new IndexFormatException(path, $"{path} ends within its header: it is truncated.");
    }

    private static NpyHeader Parse(string description, int lengthInBytes, string path)
    {
        NpyDescription parsed;
        try
        {
            parsed = NpyDescription.Parse(description);
        }
        catch (FormatException exception)
        {
            throw new IndexFormatException(path, $"{path} has a damaged description: {exception.Message}.", exception);
        }

        if (parsed.Shape.Count > AxesLimit)
        {
            throw new IndexFormatException(path, $"{path} has {parsed.Shape.Count} axes, and an array has at most {AxesLimit}: it is damaged.");
        }

        if (parsed.IsFortranOrder && parsed.Shape.Count > 1)
        {
            throw new IndexFormatException(path, $"{path} holds its numbers in Fortran order, and Akin reads C order: save numpy.ascontiguousarray of it.");
        }

        NpyType type = parsed.Type switch
        {
            "<f2" => NpyType.Float16,
            "<f4" => NpyType.Float32,
            "<f8" => NpyType.Float64,
            _ => throw new IndexFormatException(path, $"{path} holds numbers of the type {Shown(parsed.Type)}, and Akin reads <f2, <f4 and <f8: save it as float32."),
        };
        return new NpyHeader(type, parsed.Shape, lengthInBytes);
    }

    /// <summary>A stranger's text, short and on one line.</summary>
    private static string Shown(string text) => new([.. text.Take(16).Select(character => char.IsAsciiLetterOrDigit(character) || "<>=|".Contains(character, StringComparison.Ordinal) ? character : '?')]);
}

namespace Akin.Vision.Decoding;

/// <summary>Walks over a GIF's blocks without decoding them; ends quietly where the file ends or holds what is no block.</summary>
internal ref struct GifBlocks
{
    private const int HeaderBytes = 13;
    private const int DescriptorBytes = 10;
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte ImageDescriptor = 0x2C;
    private const byte HasColourTable = 0x80;

    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _palette;
    private int _start;
    private int _end;

    internal GifBlocks(ReadOnlySpan<byte> file)
    {
        _file = file;
        _palette = file.Length < HeaderBytes ? [] : ColourTable(HeaderBytes, file[10]);
        _end = HeaderBytes + _palette.Length;
    }

    /// <summary>Whether the block is a frame.</summary>
    internal readonly bool IsFrame => _file[_start] == ImageDescriptor;

    /// <summary>The frame's left, top, width and height: 16-bit little-endian each.</summary>
    internal readonly ReadOnlySpan<byte> FrameEdges => _file.Slice(_start + 1, 8);

    /// <summary>The frame's own palette, or else the file's: RGB.</summary>
    internal readonly ReadOnlySpan<byte> FramePalette
    {
        get
        {
            ReadOnlySpan<byte> own = ColourTable(_start + DescriptorBytes, _file[_start + 9]);
            return own.IsEmpty ? _palette : own;
        }
    }

    /// <summary>The palette index that the block makes transparent in the next frame, if it does.</summary>
    internal readonly byte? TransparentIndex =>
        _file[_start] == Extension && _file[_start + 1] == GraphicControl && _file[_start + 2] == 4 && (_file[_start + 3] & 1) != 0
            ? _file[_start + 6]
            : null;

    /// <summary>Goes on to the next block; false at the end.</summary>
    internal bool Next()
    {
        _start = _end;
        if (_start > _file.Length - DescriptorBytes)
        {
            return false;
        }

        switch (_file[_start])
        {
            case ImageDescriptor:
                // Behind the palette, one byte says how long the first code is.
                _end = SkipSubBlocks(_start + DescriptorBytes + ColourTable(_start + DescriptorBytes, _file[_start + 9]).Length + 1);
                return true;
            case Extension:
                _end = SkipSubBlocks(_start + 2);
                return true;
            default:
                return false;
        }
    }

    private readonly ReadOnlySpan<byte> ColourTable(int offset, byte flags)
    {
        int length = (flags & HasColourTable) != 0 ? 3 * (2 << (flags & 7)) : 0;
        return length <= _file.Length - offset ? _file.Slice(offset, length) : [];
    }

    private readonly int SkipSubBlocks(int offset)
    {
        while (offset < _file.Length && _file[offset] != 0)
        {
            offset += _file[offset] + 1;
        }

        return offset + 1;
    }
}

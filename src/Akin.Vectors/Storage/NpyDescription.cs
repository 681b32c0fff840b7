using System.Globalization;

namespace Akin.Vectors.Storage;

/// <summary>The Python dictionary in a NumPy file's header, such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 48), }</c>: those three keys in any order, and nothing else.</summary>
internal sealed class NpyDescription
{
    private readonly string _text;
    private readonly List<long> _shape = [];
    private int _position;
    private string? _type;
    private bool? _isFortranOrder;
    private bool _hasShape;

    private NpyDescription(string text) => _text = text;

    /// <summary>The numbers' type as NumPy names it.</summary>
    public string Type => _type!;

    /// <summary>Whether the first axis is the fastest.</summary>
    public bool IsFortranOrder => _isFortranOrder!.Value;

    /// <summary>The lengths of the axes, none negative.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Reads a description.</summary>
    /// <exception cref="FormatException">It is another text; the message is the reason, without a full stop.</exception>
    public static NpyDescription Parse(string text)
    {
        NpyDescription description = new(text);
        description.ReadAll();
        return description._type is not null && description._isFortranOrder is not null && description._hasShape
            ? description
            : throw new FormatException("it lacks one of descr, fortran_order and shape");
    }

    private void ReadAll()
    {
        Take('{');
        while (!Takes('}'))
        {
            string key = QuotedText();
            Take(':');
            ReadValue(key);
            if (!Takes(','))
            {
                Take('}');
                break;
            }
        }

        if (Next() != '\0')
        {
            throw Unexpected();
        }
    }

    private void ReadValue(string key)
    {
        switch (key)
        {
            case "descr" when _type is null:
                _type = Next() is '\'' or '"' ? QuotedText() : throw new FormatException("it describes a structure, not plain numbers");
                break;
            case "fortran_order" when _isFortranOrder is null:
                _isFortranOrder = TakesWord("True") || (TakesWord("False") ? false : throw Unexpected());
                break;
            case "shape" when !_hasShape:
                ReadShape();
                _hasShape = true;
                break;
            default:
                throw new FormatException("it has a key that is unknown or comes twice");
        }
    }

    private void ReadShape()
    {
        Take('(');
        while (!Takes(')'))
        {
            _ = Next();
            int start = _position;
            while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            {
                _position++;
            }

            _shape.Add(long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                ? length
                : throw new FormatException("its shape has an axis whose length is no number"));
            if (!Takes(','))
            {
                Take(')');
                break;
            }
        }
    }

    private string QuotedText()
    {
        char quote = Next();
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _position + 1) : throw Unexpected();
        string text = end < 0 ? throw Unexpected() : _text[(_position + 1)..end];
        _position = end + 1;
        return text;
    }

    private bool TakesWord(string word)
    {
        _ = Next();
        bool isThere = _text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal);
        _position += isThere ? word.Length : 0;
        return isThere;
    }

    private bool Takes(char expected)
    {
        bool isThere = Next() == expected;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void Take(char expected)
    {
        if (!Takes(expected))
        {
            throw Unexpected();
        }
    }

    /// <summary>The next character that is no space, which stays to be taken; zero at the end.</summary>
    private char Next()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\t' or '\r')
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private FormatException Unexpected() => new($"it is not as expected at character {_position + 1}");
}

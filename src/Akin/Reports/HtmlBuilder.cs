using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Akin.Reports;

/// <summary>
/// Writes HTML of which every inserted text is escaped, since nothing but literals of the source is written as it is. Elements are closed as XML wants it, so that the page is both. Not thread-safe.
/// </summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _html = new();

    /// <summary>Appends markup; what is inserted is text, numbers or <see cref="Markup"/>.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Handler markup)
    {
        Debug.Assert(markup.IsOf(_html), "The compiler gives the handler this builder.");
        _html.Append('\n');
    }

    /// <summary>The page so far.</summary>
    public override string ToString() => _html.ToString();

    /// <summary>Text for HTML, in elements and in quoted attributes: what a file name may hold but a page may not, control characters and broken surrogates, becomes U+FFFD.</summary>
    internal static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(rune => IsAllowed(rune) ? rune.ToString() : "\uFFFD")));

    /// <summary>Whether HTML and XML 1.0 both allow a character: no control character, and no noncharacter.</summary>
    private static bool IsAllowed(Rune rune) => !Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is < 0xFDD0 or > 0xFDEF;

    /// <summary>Text that is markup already: of a literal, of numbers, or of base64.</summary>
    public readonly record struct Markup(string Html);

    /// <summary>Takes the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder _html;

        public Handler(int literalLength, int holeCount, HtmlBuilder builder)
        {
            _html = builder._html;
            _html.EnsureCapacity(_html.Length + literalLength + holeCount);
        }

        public void AppendLiteral(string markup) => _html.Append(markup);

        public void AppendFormatted(string? text) => _html.Append(Escape(text ?? string.Empty));

        public void AppendFormatted(long number) => _html.Append(CultureInfo.InvariantCulture, $"{number:N0}");

        public void AppendFormatted(double number, string format) => _html.Append(Escape(number.ToString(format, CultureInfo.InvariantCulture)));

        public void AppendFormatted(Markup markup) => _html.Append(markup.Html);

        public bool IsOf(StringBuilder html) => ReferenceEquals(_html, html);
    }
}

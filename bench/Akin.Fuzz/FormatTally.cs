using System.Globalization;

namespace Akin.Fuzz;

/// <summary>One format's row of the table.</summary>
internal sealed class FormatTally
{
    private int _decoded;
    private int _refused;
    private int _pastHeader;
    private double _slowestMs;
    private long _peakMb;

    /// <summary>The column heads.</summary>
    internal static string Head => "| Format | Files | Decoded | Refused | Past the header | Crashes | Hangs | Over 1 GB | Slowest ms | Peak MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

    /// <summary>Files that ended the process, or an exception that no caller expects.</summary>
    internal int Crashes { get; set; }

    /// <summary>Files that took too long.</summary>
    internal int Hangs { get; set; }

    /// <summary>Files that took too much memory.</summary>
    internal int Heavy { get; set; }

    private int Files => _decoded + _refused + Crashes + Hangs;

    /// <summary>Counts a file that gave pixels or a reason.</summary>
    internal void Add(bool isDecoded, bool isPastHeader, double milliseconds, long megabytes)
    {
        _ = isDecoded ? _decoded++ : _refused++;
        _pastHeader += isPastHeader ? 1 : 0;
        _slowestMs = Math.Max(_slowestMs, milliseconds);
        _peakMb = Math.Max(_peakMb, megabytes);
    }

    /// <summary>Adds another row to this one.</summary>
    internal void Add(FormatTally other)
    {
        _decoded += other._decoded;
        _refused += other._refused;
        _pastHeader += other._pastHeader;
        Crashes += other.Crashes;
        Hangs += other.Hangs;
        Heavy += other.Heavy;
        _slowestMs = Math.Max(_slowestMs, other._slowestMs);
        _peakMb = Math.Max(_peakMb, other._peakMb);
    }

    /// <summary>The row.</summary>
    internal string Row(string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {format} | {Files} | {_decoded} | {_refused} | {_pastHeader} ({100.0 * _pastHeader / Math.Max(Files, 1):0} %) | {Crashes} | {Hangs} | {Heavy} | {_slowestMs:0} | {_peakMb} |");
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Akin.Testing;

/// <summary>Everything that Akin's meters tell from now on.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(Instrument Instrument, double Value, Dictionary<string, object?> Tags)> _all = [];

    public Measurements()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name is "Akin" or "Akin.Vision")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>How often an instrument of this unit told something.</summary>
    public int Count(string name, string unit) => Of(name, unit).Count();

    /// <summary>The sum of what it told.</summary>
    public double Sum(string name, string unit) => Of(name, unit).Sum(measurement => measurement.Value);

    /// <summary>A tag's values, one a measurement.</summary>
    public IEnumerable<object?> Tags(string name, string tag) => _all.Where(measurement => measurement.Instrument.Name == name).Select(measurement => measurement.Tags[tag]);

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(Instrument Instrument, double Value, Dictionary<string, object?> Tags)> Of(string name, string unit) =>
        _all.Where(measurement => measurement.Instrument.Name == name && measurement.Instrument.Unit == unit);

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _all.Enqueue((instrument, value, new(tags.ToArray())));
}

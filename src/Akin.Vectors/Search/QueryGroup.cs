using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Queries of a batch that are compared with the rows together: packed into panels for <see cref="DotTile"/>, with the floor that each query's rows must reach.
/// Threads share it: panels do not change, and a floor that one thread raises helps the others. Whoever made it disposes it.
/// </summary>
internal sealed unsafe class QueryGroup : IDisposable
{
    private readonly ReadOnlyMemory<float> _queries;
    private readonly int _dimensions;
    private readonly NativeBlock _panels;
    private readonly int _wideCount;

    /// <param name="queries">[queries x dimensions], at least one, looked over.</param>
    /// <param name="dimensions">Components of a query.</param>
    /// <param name="format">Of the rows.</param>
    public QueryGroup(ReadOnlyMemory<float> queries, int dimensions, RowFormat format)
    {
        _queries = queries;
        _dimensions = dimensions;
        Count = queries.Length / dimensions;
        _wideCount = Count / DotTile.WideLanes;
        int narrowCount = (Count - (_wideCount * DotTile.WideLanes) + DotTile.NarrowLanes - 1) / DotTile.NarrowLanes;
        PanelCount = _wideCount + narrowCount;
        Floors = new float[(_wideCount * DotTile.WideLanes) + (narrowCount * DotTile.NarrowLanes)];
        Floors.AsSpan().Fill(float.NegativeInfinity);
        Floors.AsSpan(Count).Fill(float.PositiveInfinity);
        _panels = new NativeBlock((long)Floors.Length * dimensions * sizeof(float));
        Pack(format);
    }

    /// <summary>How many queries there are.</summary>
    public int Count { get; }

    /// <summary>How many panels hold them: wide ones first.</summary>
    public int PanelCount { get; }

    /// <summary>A similarity for each lane of all panels below which no row is wanted any more; infinite where no query is. Threads may write lower numbers over higher ones: any was true.</summary>
    public float[] Floors { get; }

    /// <summary>One of the queries.</summary>
    public Query At(int index) => Query.Check(_queries.Span.Slice(index * _dimensions, _dimensions), _dimensions, count: 1);

    /// <summary>Queries side by side, see <see cref="DotTile.Pack"/>.</summary>
    /// <param name="panel">Which.</param>
    /// <param name="firstLane">Its first query.</param>
    /// <param name="lanes">How many lanes it has.</param>
    public ReadOnlySpan<float> Panel(int panel, out int firstLane, out int lanes) => Place(panel, out firstLane, out lanes);

    /// <inheritdoc/>
    public void Dispose() => _panels.Dispose();

    private Span<float> Place(int panel, out int firstLane, out int lanes)
    {
        lanes = panel < _wideCount ? DotTile.WideLanes : DotTile.NarrowLanes;
        firstLane = (Math.Min(panel, _wideCount) * DotTile.WideLanes) + (Math.Max(0, panel - _wideCount) * DotTile.NarrowLanes);
        return new Span<float>((float*)_panels.Start + ((long)firstLane * _dimensions), lanes * _dimensions);
    }

    private void Pack(RowFormat format)
    {
        float[] scaled = new float[DotTile.WideLanes * _dimensions];
        for (int panel = 0; panel < PanelCount; panel++)
        {
            Span<float> place = Place(panel, out int firstLane, out int lanes);
            int queryCount = Math.Min(lanes, Count - firstLane);
            for (int lane = 0; lane < queryCount; lane++)
            {
                At(firstLane + lane).ScaleTo(scaled.AsSpan(lane * _dimensions, _dimensions), Ranking.QueryScale(format));
            }

            DotTile.Pack(scaled.AsSpan(0, queryCount * _dimensions), _dimensions, lanes, place);
        }
    }
}

using System.Numerics.Tensors;

namespace Akin.Evaluation;

/// <summary>Puts contents in order of similarity. One thread's; it is filled anew for every query.</summary>
/// <param name="contentCount">Contents that there are.</param>
/// <remarks>
/// Contents are dealt into even steps of similarity first, and those of a step sorted: several times as fast as one sort of all where similarities are spread, and a sort of all where they are not.
/// </remarks>
internal sealed class RankingOrder(int contentCount)
{
    /// <summary>Contents of a step, if all steps had as many: few enough for a sort by insertion.</summary>
    private const int ContentsOfAStep = 8;

    /// <summary>More steps have no room in the second-level cache.</summary>
    private const int StepLimit = 1 << 16;

    private readonly double[] _keys = new double[contentCount];
    private readonly int[] _contents = new int[contentCount];
    private readonly int[] _ends = new int[Math.Clamp(contentCount / ContentsOfAStep, 1, StepLimit)];

    /// <summary>Contents by falling similarity, equal ones by number.</summary>
    public ReadOnlySpan<int> Contents => _contents.AsSpan(0, Count);

    /// <summary>How many are ranked.</summary>
    public int Count { get; private set; }

    /// <summary>The similarity of a content by its place.</summary>
    public double Similarity(int place) => -_keys[place];

    /// <summary>Ranks.</summary>
    /// <param name="similarities">Of every content.</param>
    /// <param name="leftOut">A content that is not ranked; negative for none.</param>
    public void Fill(ReadOnlySpan<double> similarities, int leftOut)
    {
        double highest = TensorPrimitives.Max(similarities);
        double range = highest - TensorPrimitives.Min(similarities);
        double scale = range > 0 ? _ends.Length / range : 0;
        Array.Clear(_ends);
        for (int content = 0; content < similarities.Length; content++)
        {
            _ends[Step(similarities[content])] += content == leftOut ? 0 : 1;
        }

        Count = 0;
        for (int step = 0; step < _ends.Length; step++)
        {
            (_ends[step], Count) = (Count, Count + _ends[step]);
        }

        // Where a step begins becomes where it ends.
        for (int content = 0; content < similarities.Length; content++)
        {
            if (content != leftOut)
            {
                int place = _ends[Step(similarities[content])]++;
                _keys[place] = -similarities[content];
                _contents[place] = content;
            }
        }

        int start = 0;
        foreach (int end in _ends)
        {
            Sort(start, end);
            start = end;
        }

        int Step(double similarity) => Math.Clamp((int)((highest - similarity) * scale), 0, _ends.Length - 1);
    }

    private void Sort(int start, int end)
    {
        if (end - start < 2)
        {
            return;
        }

        Array.Sort(_keys, _contents, start, end - start);
        for (int first = start; first < end;)
        {
            int behind = first + 1;
            while (behind < end && _keys[behind] == _keys[first])
            {
                behind++;
            }

            if (behind - first > 1)
            {
                Array.Sort(_contents, first, behind - first);
            }

            first = behind;
        }
    }
}

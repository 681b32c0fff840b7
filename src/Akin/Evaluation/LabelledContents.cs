using System.Runtime.InteropServices;

namespace Akin.Evaluation;

/// <summary>
/// What a gallery holds, as an evaluation counts it: each content once, however many files have it, with the labels of all its files. Contents are numbered from 0 by
/// rising row, labels in ordinal order. Thread-safe.
/// </summary>
internal sealed class LabelledContents
{
    private const int None = -1;

    /// <summary>Stands for the labels of a content whose files lie in several class folders.</summary>
    private const int Several = -2;

    private readonly long[] _rows;
    private readonly int[] _labels;
    private readonly Dictionary<int, int[]> _severalLabels;
    private readonly Dictionary<string, int> _numbers;
    private readonly int[] _contentCounts;

    private LabelledContents(long[] rows, int[] labels, Dictionary<int, int[]> severalLabels, string[] names, long pictureCount, long unlabelledCount)
    {
        _rows = rows;
        _labels = labels;
        _severalLabels = severalLabels;
        Labels = names;
        _numbers = names.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        PictureCount = pictureCount;
        UnlabelledCount = unlabelledCount;
        _contentCounts = new int[names.Length];
        for (int content = 0; content < rows.Length; content++)
        {
            foreach (int label in LabelsOf(content))
            {
                _contentCounts[label]++;
            }
        }
    }

    /// <summary>Distinct contents.</summary>
    public int Count => _rows.Length;

    /// <summary>Files, copies included.</summary>
    public long PictureCount { get; }

    /// <summary>Files without a label, copies included.</summary>
    public long UnlabelledCount { get; }

    /// <summary>The labels' names in ordinal order; a label's number is its place here.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gathers contents.</summary>
    /// <param name="pictures">The row and the label of each file, by rising row.</param>
    public static LabelledContents Of(IEnumerable<(long Row, string? Label)> pictures)
    {
        List<long> rows = [];
        List<int> found = [];
        Dictionary<string, int> names = new(StringComparer.Ordinal);
        Dictionary<int, int[]> several = [];
        long pictureCount = 0;
        long unlabelledCount = 0;
        foreach ((long row, string? name) in pictures)
        {
            pictureCount++;
            unlabelledCount += name is null ? 1 : 0;
            int label = name is null ? None : names.TryGetValue(name, out int known) ? known : names[name] = names.Count;
            if (rows.Count == 0 || rows[^1] != row)
            {
                rows.Add(row);
                found.Add(label);
            }
            else if (label != None)
            {
                int content = rows.Count - 1;
                int[] labels = found[content] switch
                {
                    None => [],
                    Several => several[content],
                    int one => [one],
                };
                int[] all = labels.Contains(label) ? labels : [.. labels, label];
                found[content] = all.Length == 1 ? all[0] : Several;
                if (all.Length > 1)
                {
                    several[content] = all;
                }
            }
        }

        return Numbered(rows, found, several, names, pictureCount, unlabelledCount);
    }

    /// <summary>The row of a content's embedding.</summary>
    public long RowOf(int content) => _rows[content];

    /// <summary>The content whose embedding is a row; negative where there is none.</summary>
    public int At(long row) => Math.Max(None, Array.BinarySearch(_rows, row));

    /// <summary>A label's number; negative where no content has it.</summary>
    public int NumberOf(string label) => _numbers.GetValueOrDefault(label, None);

    /// <summary>Contents that have a label.</summary>
    public int CountOf(int label) => _contentCounts[label];

    /// <summary>Whether a file of the content has the label.</summary>
    public bool Has(int content, int label) => _labels[content] == label || (_labels[content] == Several && _severalLabels[content].Contains(label));

    /// <summary>The labels of a content's files, in ordinal order; empty where none has one.</summary>
    public ReadOnlySpan<int> LabelsOf(int content) => _labels[content] switch
    {
        None => [],
        Several => _severalLabels[content],
        _ => _labels.AsSpan(content, 1),
    };

    /// <summary>Numbers labels by their order instead of by their first picture.</summary>
    private static LabelledContents Numbered(List<long> rows, List<int> found, Dictionary<int, int[]> several, Dictionary<string, int> names, long pictureCount, long unlabelledCount)
    {
        string[] ordered = [.. names.Keys.Order(StringComparer.Ordinal)];
        int[] numbers = new int[ordered.Length];
        foreach ((int number, string name) in ordered.Index())
        {
            numbers[names[name]] = number;
        }

        foreach (ref int label in CollectionsMarshal.AsSpan(found))
        {
            label = label >= 0 ? numbers[label] : label;
        }

        Dictionary<int, int[]> severalNumbered = several.ToDictionary(one => one.Key, one => one.Value.Select(label => numbers[label]).Order().ToArray());
        return new LabelledContents([.. rows], [.. found], severalNumbered, ordered, pictureCount, unlabelledCount);
    }
}

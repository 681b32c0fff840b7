namespace Akin.Tests.Evaluation;

/// <summary>The numbers of an evaluation as their definitions say them, one loop after the other, in float64.</summary>
internal sealed class PlainEvaluation
{
    private readonly List<(double[] Vector, HashSet<string> Labels)> _contents = [];
    private readonly List<(string Label, bool[] Relevant, string? Nearest)> _queries = [];

    public PlainEvaluation(IReadOnlyList<LabelledPicture> pictures)
    {
        foreach (IGrouping<int, LabelledPicture> copies in pictures.GroupBy(picture => picture.Content))
        {
            double[] vector = Array.ConvertAll(copies.First().Embedding, component => (double)(Half)component);
            _contents.Add((vector, [.. copies.Select(copy => copy.Label).OfType<string>()]));
        }

        for (int query = 0; query < _contents.Count; query++)
        {
            int[] others = [.. Enumerable.Range(0, _contents.Count).Where(other => other != query).OrderByDescending(other => Cosine(query, other)).ThenBy(other => other)];
            foreach (string label in _contents[query].Labels)
            {
                bool[] relevant = [.. others.Select(other => _contents[other].Labels.Contains(label))];
                if (relevant.Contains(true))
                {
                    HashSet<string> nearest = _contents[others[0]].Labels;
                    _queries.Add((label, relevant, nearest.Contains(label) ? label : nearest.Order(StringComparer.Ordinal).FirstOrDefault()));
                }
            }
        }
    }

    public int QueryCount => _queries.Count;

    public int UnanswerableCount => _contents.Sum(content => content.Labels.Count) - _queries.Count;

    public double Precision(int depth) => _queries.Average(query => query.Relevant.Take(depth).Count(relevant => relevant) / (double)depth);

    public double Recall(int depth) => _queries.Average(query => query.Relevant.Take(depth).Count(relevant => relevant) / (double)query.Relevant.Count(relevant => relevant));

    public double MeanAveragePrecision(string? label = null) => _queries.Where(query => label is null || query.Label == label).Average(query => Enumerable.Range(0, query.Relevant.Length)
        .Where(place => query.Relevant[place])
        .Average(place => query.Relevant.Take(place + 1).Count(relevant => relevant) / (place + 1.0)));

    public double Accuracy(string label) => _queries.Where(query => query.Label == label).Average(query => query.Nearest == label ? 1.0 : 0.0);

    public IEnumerable<string> Labels => _queries.Select(query => query.Label).Distinct().Order(StringComparer.Ordinal);

    public int ConfusionCount(string label, string? nearest) => _queries.Count(query => query.Label == label && query.Nearest == nearest);

    public int PairCount(bool isSame) => _queries.Sum(query => query.Relevant.Count(relevant => relevant == isSame));

    private double Cosine(int first, int second)
    {
        double product = 0;
        double firstSquares = 0;
        double secondSquares = 0;
        for (int index = 0; index < _contents[first].Vector.Length; index++)
        {
            product += _contents[first].Vector[index] * _contents[second].Vector[index];
            firstSquares += _contents[first].Vector[index] * _contents[first].Vector[index];
            secondSquares += _contents[second].Vector[index] * _contents[second].Vector[index];
        }

        return product / Math.Sqrt(firstSquares * secondSquares);
    }
}

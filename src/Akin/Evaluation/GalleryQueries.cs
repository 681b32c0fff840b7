using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Evaluation;

/// <summary>Takes a gallery's own pictures as queries, each to be left out of its own answer: a content once for each label of its files.</summary>
internal static class GalleryQueries
{
    /// <summary>Gathers queries.</summary>
    public static QuerySet Gather(Gallery gallery, LabelledContents contents, EvaluationOptions options)
    {
        List<(int Content, int Label)> askable = [];
        List<RejectedFile> unanswerable = [];
        for (int content = 0; content < contents.Count; content++)
        {
            foreach (int label in contents.LabelsOf(content))
            {
                if (contents.CountOf(label) > 1)
                {
                    askable.Add((content, label));
                }
                else
                {
                    string name = contents.Labels[label];
                    string key = gallery.PicturesOf(contents.RowOf(content)).First(picture => picture.Label == name).Key;
                    unanswerable.Add(QuerySet.NothingAnswers(key, name));
                }
            }
        }

        return new QuerySet
        {
            Asked = [.. Draw(contents, askable, options).Select(one => new EvaluationQuery(one.Content, one.Label))],
            AskableCount = askable.Count > 0 ? askable.Count : contents.Count,
            UnlabelledCount = contents.UnlabelledCount,
            RepeatedCount = contents.PictureCount - contents.Count,
            Unanswerable = [.. unanswerable.OrderBy(one => one.Key, StringComparer.Ordinal)],
        };
    }

    /// <summary>Draws from the queries that can be scored, or else from all contents, as queries without a label.</summary>
    private static IReadOnlyList<(int Content, int Label)> Draw(LabelledContents contents, List<(int Content, int Label)> askable, EvaluationOptions options) =>
        QuerySet.Draw(askable.Count > 0 ? askable : [.. Enumerable.Range(0, contents.Count).Select(content => (content, -1))], options.SampleCount, options.Seed);
}

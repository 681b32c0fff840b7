using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Reports;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary>One run of <c>akin search</c>: embeds what is asked for, searches block by block, and prints answers in the order of the queries as they come.</summary>
internal sealed class SearchRun(SearchRequest request, Gallery gallery, GallerySearchOptions options, int matchCount, SearchAnswers answers)
{
    /// <summary>Enough for nearly all that a batch gains.</summary>
    private const int QueriesPerBlock = 256;

    /// <summary>Whoever gives a list line by line gets the answers no later.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly List<RejectedFile> _rejected = [];
    private readonly List<SheetQuery> _sheet = [];
    private int _answeredCount;

    /// <summary>Runs it.</summary>
    /// <exception cref="BadInputException">Nothing can be searched for, or a query that is named cannot; then the others are answered, unless all make one answer.</exception>
    public async Task RunAsync(EncoderChoice choice, CancellationToken cancellationToken)
    {
        QueryFiles files = new(request);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IEnumerable<PictureFile> queries = files.Read(stop.Token);
        if (request.SheetPath is string sheetPath)
        {
            OutputFile.Require(sheetPath);
            queries = RequireRoom([.. queries.Take(ContactSheet.TileLimit + 1)]);
        }

        using ImageEncoder? encoder = request.HasPictures ? await Encoders.OpenForSearchingAsync(gallery, choice, forMany: !request.IsSingle, cancellationToken) : null;
        IAsyncEnumerable<IReadOnlyList<PictureOutcome>> blocks = encoder is null
            ? AsyncEnumerable.Empty<IReadOnlyList<PictureOutcome>>()
            : TimedBlocks.Of(new EmbeddingPipeline(encoder, choice.WorkerCount).RunAsync(queries, stop.Token), QueriesPerBlock, LongestWait, stop.Token);
        if (request.Combination is QueryCombination combination)
        {
            await CombineAsync(combination, blocks, files);
        }
        else
        {
            await AnswerEachAsync(blocks, files, stop);
        }

        if (request.SheetPath is string path)
        {
            ContactSheet.Write(path, gallery, _sheet);
            Console.Error.WriteLine($"Drew {path}.");
        }

        RequireNamed();
    }

    private async Task AnswerEachAsync(IAsyncEnumerable<IReadOnlyList<PictureOutcome>> blocks, QueryFiles files, CancellationTokenSource stop)
    {
        await foreach (IReadOnlyList<PictureOutcome> block in blocks)
        {
            try
            {
                Answer(Take(block), stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        foreach (string key in request.Keys)
        {
            if (ReadEmbedding(key) is float[] embedding)
            {
                Answer(key, gallery.PathOf(key), null, Ask(() => gallery.Search(embedding, matchCount, options with { ExceptKeys = [key] })));
            }
        }

        ReportRejected(files);
    }

    /// <summary>Answers a block of pictures.</summary>
    private void Answer(List<PictureOutcome.Embedded> queries, CancellationToken cancellationToken)
    {
        float[] embeddings = [.. queries.SelectMany(query => query.Embedding)];
        IReadOnlyList<MatchList> found = Ask(() => gallery.SearchMany(embeddings, matchCount, options, cancellationToken));
        for (int index = 0; index < found.Count; index++)
        {
            PictureFile file = queries[index].File;
            Answer(file.Path, file.Path, file.Label, found[index]);
        }
    }

    private void Answer(string query, string picturePath, string? label, MatchList found)
    {
        answers.Print(query, found);
        _answeredCount++;
        if (request.SheetPath is not null)
        {
            _sheet.Add(new SheetQuery(picturePath, label, found));
        }
    }

    private async Task CombineAsync(QueryCombination combination, IAsyncEnumerable<IReadOnlyList<PictureOutcome>> blocks, QueryFiles files)
    {
        List<float[]> embeddings = [];
        List<string> names = [];
        await foreach (IReadOnlyList<PictureOutcome> block in blocks)
        {
            foreach (PictureOutcome.Embedded query in Take(block))
            {
                embeddings.Add(query.Embedding);
                names.Add(query.File.Path);
                _sheet.Add(new SheetQuery(query.File.Path, query.File.Label, []));
            }
        }

        foreach (string key in request.Keys)
        {
            embeddings.Add(gallery.ReadEmbedding(key));
            names.Add(key);
            _sheet.Add(new SheetQuery(gallery.PathOf(key), null, []));
        }

        _answeredCount = embeddings.Count;
        ReportRejected(files);
        float[] together = [.. embeddings.SelectMany(embedding => embedding)];
        MatchList found = Ask(() => gallery.SearchTogether(together, combination, matchCount, options with { ExceptKeys = request.Keys }));
        answers.Print(names, combination, found);
        _sheet[0] = _sheet[0] with { Matches = found };
    }

    private List<PictureOutcome.Embedded> Take(IReadOnlyList<PictureOutcome> block)
    {
        _rejected.AddRange(block.OfType<PictureOutcome.Rejected>().Select(failure => new RejectedFile(failure.File.Path, failure.Reason)));
        return [.. block.OfType<PictureOutcome.Embedded>()];
    }

    /// <summary>The embedding of a picture of the gallery; null where one of several queries is none.</summary>
    private float[]? ReadEmbedding(string key)
    {
        try
        {
            return gallery.ReadEmbedding(key);
        }
        catch (GalleryException exception) when (!request.IsSingle)
        {
            _rejected.Add(new RejectedFile(key, exception.Message));
            return null;
        }
    }

    /// <summary>Says what could not be searched for, and fails where that is all there was, or where an answer would stand for something else than was named.</summary>
    private void ReportRejected(QueryFiles files)
    {
        _rejected.AddRange(files.Rejected);
        if (request.IsSingle && _rejected.Count > 0)
        {
            throw new BadInputException($"{request.Paths[0]} cannot be searched for: {_rejected[0].Reason}.");
        }

        SkippedFiles.Print(_rejected);
        if (request.Combination is not null && _rejected.FirstOrDefault(file => request.Paths.Contains(file.Key)) is RejectedFile named)
        {
            throw new BadInputException($"{named.Key} cannot be searched for: {named.Reason}: leave it out, or search without --combine.");
        }

        if (_answeredCount == 0)
        {
            throw new BadInputException(request.OnlyFolder switch
            {
                string folder when _rejected.All(file => file.Key == folder) => $"The folder {folder} is empty: there is nothing to search for.",
                string folder => $"{folder} holds no picture: all {_rejected.Count:N0} of its files were skipped, for the reasons above.",
                null when _rejected.Count == 0 => "There is nothing to search for: no picture is named.",
                null when _rejected.Count == 1 => "The query cannot be searched for, for the reason above.",
                _ => $"None of the {_rejected.Count:N0} queries can be searched for, for the reasons above.",
            });
        }
    }

    /// <summary>Fails where a query was not answered that was named itself, not found in a folder or a list.</summary>
    private void RequireNamed()
    {
        RejectedFile[] named = [.. _rejected.Where(file => request.Paths.Contains(file.Key) || request.Keys.Contains(file.Key))];
        if (named.Length > 0)
        {
            throw new BadInputException(named.Length == 1
                ? $"{named[0].Key} cannot be searched for: {named[0].Reason.TrimEnd('.')}; the others are answered."
                : $"{named.Length:N0} of the queries cannot be searched for, for the reasons above; the others are answered.");
        }
    }

    private List<PictureFile> RequireRoom(List<PictureFile> files)
    {
        long queryCount = files.Count + request.Keys.Count;
        long matchesOfAnAnswer = Math.Min(matchCount, gallery.PictureCount);
        long pictureCount = request.Combination is null ? queryCount * (1 + matchesOfAnAnswer) : queryCount + matchesOfAnAnswer;
        string atLeast = files.Count > ContactSheet.TileLimit ? "at least " : string.Empty;
        return pictureCount <= ContactSheet.TileLimit
            ? files
            : throw new BadInputException($"--sheet would show {atLeast}{pictureCount:N0} pictures, and a sheet shows at most {ContactSheet.TileLimit}: search fewer pictures, lower --top, or leave --sheet out.");
    }

    private static T Ask<T>(Func<T> search)
    {
        try
        {
            return search();
        }
        catch (FormatException exception)
        {
            throw new BadInputException(exception.Message);
        }
    }
}

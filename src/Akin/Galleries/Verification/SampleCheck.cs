using System.Globalization;
using System.Numerics.Tensors;
using Akin.Datasets;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Galleries.Verification;

/// <summary>Encodes some of a gallery's pictures again and compares them with their rows.</summary>
/// <param name="catalogue">The gallery's catalogue.</param>
/// <param name="vectors">Its rows.</param>
/// <param name="keys">How pictures are named.</param>
/// <param name="options">How many, and how close.</param>
/// <param name="findings">Where to put what is wrong. Rows that are lost already are not compared.</param>
internal sealed class SampleCheck(Catalogue catalogue, VectorFile vectors, GalleryKeys keys, VerifyOptions options, Findings findings)
{
    /// <summary>Draws for each picture that is wanted: one that was drawn before does not count.</summary>
    private const int DrawsPerPicture = 20;

    private readonly List<RejectedFile> _notSampled = [];

    /// <summary>Pictures that were compared.</summary>
    public int SampledCount { get; private set; }

    /// <summary>The smallest cosine among them.</summary>
    public double? SmallestCosine { get; private set; }

    /// <summary>Pictures that could not be compared.</summary>
    public IReadOnlyList<RejectedFile> NotSampled => _notSampled;

    /// <summary>Draws, encodes and compares.</summary>
    public async Task RunAsync(ImageEncoder encoder, RunProgress progress, CancellationToken cancellationToken)
    {
        Dictionary<string, SampledItem> sample = Draw().Where(item => keys.PathOf(item.Name) is not null).ToDictionary(item => keys.PathOf(item.Name)!, StringComparer.Ordinal);
        List<PictureFile> files = [];
        foreach ((string path, SampledItem item) in sample)
        {
            PictureFile file = new(path, item.Name.Key, null, item.LengthInBytes, item.ModifiedNs) { Root = item.Name.Root };
            if (IndexRun.IsGone(file))
            {
                _notSampled.Add(new RejectedFile(keys.Show(item.Name), "its file is gone"));
            }
            else
            {
                files.Add(file);
            }
        }

        progress.Begin(files.Count);
        EmbeddingPipeline pipeline = new(encoder, options.WorkerCount);
        ContentState recognise(PictureFile file, byte[] hash) => hash.AsSpan().SequenceEqual(sample[file.Path].ContentHash) ? ContentState.New : ContentState.Recognised;
        await foreach (PictureOutcome outcome in pipeline.RunAsync(files, recognise, cancellationToken).ConfigureAwait(false))
        {
            Compare(outcome, sample[outcome.File.Path]);
            progress.Settle();
        }
    }

    private List<SampledItem> Draw()
    {
        if (options.SampleCount == 0 || catalogue.CountItems() is long count && count <= options.SampleCount)
        {
            return options.SampleCount == 0 ? [] : [.. catalogue.ReadAllItems().Where(CanBeCompared)];
        }

        Random random = new(options.Seed);
        Dictionary<ItemName, SampledItem> drawn = [];
        for (int draw = 0; draw < (long)DrawsPerPicture * options.SampleCount && drawn.Count < options.SampleCount; draw++)
        {
            if (catalogue.FindItemFrom(random.NextInt64(vectors.RowCount)) is SampledItem item && CanBeCompared(item))
            {
                drawn.TryAdd(item.Name, item);
            }
        }

        return [.. drawn.Values];
    }

    private bool CanBeCompared(SampledItem item) => item.Row >= 0 && item.Row < vectors.RowCount && !findings.LostRows.Contains(item.Row);

    private void Compare(PictureOutcome outcome, SampledItem item)
    {
        string key = keys.Show(item.Name);
        switch (outcome)
        {
            case PictureOutcome.Embedded embedded:
                Compare(embedded.Embedding, item, key);
                break;
            case PictureOutcome.Rejected rejected:
                _notSampled.Add(new RejectedFile(key, rejected.Reason));
                break;
            default:
                _notSampled.Add(new RejectedFile(key, "its file has changed since it was indexed"));
                break;
        }
    }

    private void Compare(float[] embedding, SampledItem item, string key)
    {
        float[] stored = new float[vectors.Dimensions];
        vectors.Read(item.Row, stored);
        double cosine = Cosine(embedding, stored);
        SampledCount++;
        SmallestCosine = SmallestCosine is double smallest ? Math.Min(smallest, cosine) : cosine;
        if (!(cosine >= 1 - options.Tolerance))
        {
            findings.LostRows.Add(item.Row);
            findings.Add(
                "sample",
                string.Create(CultureInfo.InvariantCulture, $"row {item.Row}"),
                string.Create(CultureInfo.InvariantCulture, $"the embedding of {key} is not that of its picture: their cosine is {cosine:F6}, expected at least {1 - options.Tolerance}"),
                "--repair takes the picture out, and 'akin index' encodes it again; look at all with a larger --sample");
        }
    }

    /// <summary>In float64. Two zero vectors, as of a picture that the encoder sees nothing in, are the same.</summary>
    private static double Cosine(float[] left, float[] right)
    {
        double[] one = Array.ConvertAll(left, component => (double)component);
        double[] other = Array.ConvertAll(right, component => (double)component);
        double lengths = TensorPrimitives.Norm<double>(one) * TensorPrimitives.Norm<double>(other);
        return lengths == 0 ? (TensorPrimitives.Norm<double>(one) == TensorPrimitives.Norm<double>(other) ? 1 : 0) : TensorPrimitives.Dot<double>(one, other) / lengths;
    }
}

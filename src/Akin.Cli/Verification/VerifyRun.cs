using Akin.Cli.Commands;
using Akin.Cli.Output;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Cli.Verification;

/// <summary>One verification of a model.</summary>
/// <param name="choice">The model and how it runs.</param>
/// <param name="tolerance">The largest relative difference that passes.</param>
/// <param name="pairFolder">Where the pair lies, or null for the model's folder.</param>
/// <param name="outputPath">Where the result is written, or null.</param>
/// <param name="writeFolder">Where a pair of the built-in pictures is written, or null.</param>
internal sealed class VerifyRun(EncoderChoice choice, double tolerance, string? pairFolder, string? outputPath, string? writeFolder)
{
    /// <summary>The tolerance where none is named.</summary>
    public const double DefaultTolerance = 1e-4;

    private string Model => choice.Model!;

    /// <summary>Writes the pair that is asked for, and compares with the one that is there.</summary>
    /// <returns>Whether the difference is within the tolerance; true where there is nothing to compare and a pair was written.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (outputPath is not null)
        {
            OutputFile.Require(outputPath);
        }

        using EmbeddingPair? pair = OpenPair(await FindFolderAsync(cancellationToken));
        if (writeFolder is not null)
        {
            await WriteAsync(writeFolder, copiesResult: pair is null, cancellationToken);
        }

        return pair is null || await CompareAsync(pair, cancellationToken);
    }

    /// <summary>The pair's folder: the one that is named, or the model's, which is known of a model of the Hub once it has been opened.</summary>
    private async Task<string> FindFolderAsync(CancellationToken cancellationToken)
    {
        if ((pairFolder ?? (Directory.Exists(Model) ? Model : null)) is string named)
        {
            return named;
        }

        using ImageEncoder encoder = await Encoders.OpenForPixelValuesAsync(choice, cancellationToken);
        return encoder.Folder;
    }

    private EmbeddingPair? OpenPair(string folder)
    {
        if (EmbeddingPair.Exists(folder))
        {
            return EmbeddingPair.Open(folder);
        }

        return writeFolder is not null && pairFolder is null
            ? null
            : throw new BadInputException($"{folder} holds no {EmbeddingPair.PixelValuesName} with {EmbeddingPair.EmbeddingName} to compare with: name their folder with --pair, or write a pair for others with --write FOLDER.");
    }

    private async Task WriteAsync(string folder, bool copiesResult, CancellationToken cancellationToken)
    {
        using ImageEncoder encoder = await Encoders.OpenForManyAsync(choice, cancellationToken);
        int count = PairWriter.Write(folder, encoder, cancellationToken);
        if (copiesResult && outputPath is not null)
        {
            File.Copy(Path.Combine(folder, EmbeddingPair.EmbeddingName), outputPath, overwrite: true);
        }

        Console.WriteLine($"{count} pictures, {EmbeddingPair.PixelValuesName} and {EmbeddingPair.EmbeddingName} of {encoder.Name} are in {folder}: compare elsewhere with 'akin verify {Model} --pair {folder}'.");
    }

    private async Task<bool> CompareAsync(EmbeddingPair pair, CancellationToken cancellationToken)
    {
        EncoderChoice told = choice with { InputSize = choice.InputSize ?? (pair.IsInterpolated() ? (pair.Height, pair.Width) : null) };
        using ImageEncoder encoder = await Encoders.OpenForPixelValuesAsync(told, cancellationToken);
        pair.RequireDimensions(encoder.Dimensions, encoder.Name);
        using NpyWriter? output = outputPath is null ? null : new NpyWriter(outputPath, encoder.Dimensions);
        float[] input = new float[3 * pair.Height * pair.Width];
        float[] expected = new float[encoder.Dimensions];
        float[] actual = new float[encoder.Dimensions];
        EmbeddingDifference difference = new();
        for (long row = 0; row < pair.Count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pair.Read(input, expected);
            encoder.EncodeRaw(input, 1, pair.Height, pair.Width, actual);
            difference.Add(expected, actual);
            output?.Append(actual);
        }

        output?.Complete();
        bool isWithin = difference.Largest <= tolerance;
        Console.WriteLine($"""
            encoder             {encoder.Name}
            inputs              {pair.Count:N0} of {pair.Height} x {pair.Width}
            dimensions          {encoder.Dimensions:N0}
            largest difference  {difference.Largest:0.0e+0} of the largest component of its row, row {difference.LargestRow:N0}
            smallest cosine     {difference.SmallestCosine:0.000000000}
            {(isWithin ? "within" : "beyond")} the tolerance of {tolerance:0.###e+0}
            """);
        return isWithin;
    }
}

namespace Akin.Fuzz;

/// <summary>The files of a run: file <c>index</c> depends on nothing but the run's seed and its index, so that any process can make it again.</summary>
internal sealed class MutatedFiles
{
    private const int MostMutations = 4;

    private readonly IReadOnlyList<SeedFile> _seeds = SeedFiles.Create();
    private readonly string[] _formats;

    internal MutatedFiles(ulong seed)
    {
        Seed = seed;
        _formats = [.. _seeds.Select(file => file.Format).Distinct()];
    }

    /// <summary>The run's seed.</summary>
    internal ulong Seed { get; }

    /// <summary>The formats, in the order of the table. File <c>index</c> is of format <c>index mod count</c>: each gets as many.</summary>
    internal IReadOnlyList<string> Formats => _formats;

    /// <summary>The format of a file.</summary>
    internal string FormatOf(int index) => _formats[index % _formats.Length];

    /// <summary>Makes a file.</summary>
    internal byte[] Make(int index)
    {
        Prng random = new(Seed ^ ((ulong)index * 0xD1B54A32D192ED03));
        SeedFile[] kinds = [.. _seeds.Where(file => file.Format == FormatOf(index))];
        byte[] original = kinds[random.Below(kinds.Length)].Bytes;
        byte[] donor = kinds[random.Below(kinds.Length)].Bytes;
        bool isPng = FormatOf(index) == "PNG";
        List<byte> file = [.. isPng && random.OneIn(4) ? PngChunks.Shuffle(original, donor, ref random) : original];
        int count = 1 + random.Below(MostMutations);
        for (int step = 0; step < count && file.Count > 0; step++)
        {
            Mutation.Apply(file, donor, ref random);
        }

        byte[] mutated = [.. file];
        if (isPng && !random.OneIn(8))
        {
            PngChunks.RepairChecksums(mutated);
        }

        return mutated;
    }
}

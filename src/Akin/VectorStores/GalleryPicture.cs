using Microsoft.Extensions.VectorData;

namespace Akin.VectorStores;

/// <summary>A picture of a gallery as a record of a vector store.</summary>
public sealed record GalleryPicture
{
    /// <summary>The path below the indexed folder, as <see cref="Akin.Galleries.Match.Key"/> has it.</summary>
    [VectorStoreKey]
    public required string Key { get; init; }

    /// <summary>The class that the picture belongs to; null where it has none.</summary>
    [VectorStoreData(IsIndexed = true)]
    public string? Label { get; init; }

    /// <summary>The part of the data set: <c>train</c>, <c>validation</c> or <c>test</c>; null where there is none.</summary>
    [VectorStoreData(IsIndexed = true)]
    public string? Split { get; init; }

    /// <summary>Pixels across, upright. Taken from the file: what a record that is written says does not matter.</summary>
    [VectorStoreData]
    public int Width { get; init; }

    /// <summary>Pixels down, upright. Taken from the file, as <see cref="Width"/>.</summary>
    [VectorStoreData]
    public int Height { get; init; }

    /// <summary>The file's length. Taken from the file, as <see cref="Width"/>.</summary>
    [VectorStoreData]
    public long LengthInBytes { get; init; }

    /// <summary>When the file was changed last. Taken from the file, as <see cref="Width"/>.</summary>
    [VectorStoreData]
    public DateTimeOffset Modified { get; init; }

    /// <summary>Float32 [dimensions], of length 1 as far as float16 keeps it; null where vectors were not asked for. The gallery's encoder makes it: a record that is written has none.</summary>
    public ReadOnlyMemory<float>? Embedding { get; init; }
}

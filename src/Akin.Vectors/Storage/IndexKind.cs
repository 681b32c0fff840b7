namespace Akin.Vectors.Storage;

/// <summary>What a derived file holds. The numbers are stored: they stay.</summary>
internal enum IndexKind : uint
{
    /// <summary>One bit a dimension and two factors a row.</summary>
    Codes = 1,

    /// <summary>Lists over codes.</summary>
    Lists = 2,

    /// <summary>Tables of locality-sensitive hashes.</summary>
    HashTables = 3,

    /// <summary>A linear map to other dimensions.</summary>
    Projection = 4,
}

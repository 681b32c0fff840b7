namespace Akin.Vectors.Storage;

/// <summary>The type of a NumPy file's numbers, little-endian; the value is a number's length in bytes.</summary>
internal enum NpyType
{
    /// <summary>IEEE binary16.</summary>
    Float16 = 2,

    /// <summary>IEEE binary32.</summary>
    Float32 = 4,

    /// <summary>IEEE binary64.</summary>
    Float64 = 8,
}

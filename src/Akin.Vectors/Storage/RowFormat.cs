using System.Diagnostics.CodeAnalysis;

namespace Akin.Vectors.Storage;

/// <summary>How the components of stored rows are kept.</summary>
[SuppressMessage("Naming", "CA1720:Identifiers should not contain type names", Justification = "The members are number formats, named as IEEE 754 and NumPy do.")]
public enum RowFormat
{
    /// <summary>IEEE 754 half precision: 2 bytes a component, a similarity is off by up to 6e-5 from that of the unrounded row.</summary>
    Float16,

    /// <summary>IEEE 754 single precision: 4 bytes a component.</summary>
    Float32,
}

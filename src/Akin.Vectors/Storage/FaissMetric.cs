namespace Akin.Vectors.Storage;

/// <summary>What a flat index of FAISS compares rows by. The numbers are those of its files.</summary>
public enum FaissMetric
{
    /// <summary>The dot product, larger is closer: <c>IndexFlatIP</c>.</summary>
    InnerProduct = 0,

    /// <summary>The squared Euclidean distance, smaller is closer: <c>IndexFlatL2</c>.</summary>
    L2 = 1,
}

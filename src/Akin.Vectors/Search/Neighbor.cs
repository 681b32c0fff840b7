namespace Akin.Vectors.Search;

/// <summary>A row that answers a query.</summary>
/// <param name="Row">Its position in the vector file, from 0.</param>
/// <param name="Similarity">Cosine with the query, in [-1, 1]; larger is closer.</param>
public readonly record struct Neighbor(long Row, double Similarity);

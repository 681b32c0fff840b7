namespace Akin.Galleries;

/// <summary>How several queries make one answer.</summary>
public enum QueryCombination
{
    /// <summary>
    /// One query stands for all: the mean of their embeddings, each brought to length 1 before. A match's similarity is its cosine with that direction. Finds what the queries have in common.
    /// </summary>
    Mean,

    /// <summary>Each picture counts by the query that it is closest to. A match's similarity is the largest of its cosines with the queries. Finds what is like any of them.</summary>
    Best,
}

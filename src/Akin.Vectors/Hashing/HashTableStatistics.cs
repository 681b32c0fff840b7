namespace Akin.Vectors.Hashing;

/// <summary>What the buckets of hash tables hold, over all tables. Sizes are of buckets that hold a row.</summary>
/// <param name="BucketCount">Buckets that hold a row.</param>
/// <param name="EmptyBucketCount">Buckets of the tables that hold none: <c>tables * 2^bits</c> less the others; <see cref="long.MaxValue"/> where it is more.</param>
/// <param name="SmallestBucket">Rows of the smallest, 0 where there is none.</param>
/// <param name="MedianBucket">Half of the buckets have at most so many rows.</param>
/// <param name="MeanBucket">Rows of a bucket on average.</param>
/// <param name="LargestBucket">Rows of the largest.</param>
/// <param name="SearchCount">Queries that were answered since the tables were made or opened.</param>
/// <param name="MeanCandidateCount">Rows that such a query was compared with, on average; 0 where there was none.</param>
/// <param name="LengthInBytes">Bytes of the tables, in memory or in their file; those of the hyperplanes are not counted.</param>
public sealed record HashTableStatistics(
    long BucketCount,
    long EmptyBucketCount,
    int SmallestBucket,
    double MedianBucket,
    double MeanBucket,
    int LargestBucket,
    long SearchCount,
    double MeanCandidateCount,
    long LengthInBytes);

namespace Akin.Galleries;

/// <summary>Counts what became of embeddings that a run did not have to compute: a file that is gone and one that came with its content are one that moved.</summary>
internal sealed class RowTally
{
    private readonly Dictionary<long, int> _reusedCounts = [];

    /// <summary>Files that took over the row of one that is gone.</summary>
    public int MovedCount { get; private set; }

    /// <summary>Files that share a row with another.</summary>
    public int DuplicateCount { get; private set; }

    /// <summary>Pictures that went, and none came in their place.</summary>
    public int RemovedCount { get; private set; }

    /// <summary>A file has the content of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isNew">Whether the gallery had no picture by the file's key: one that it had has changed, not moved.</param>
    public void Reuse(long row, bool isNew)
    {
        DuplicateCount++;
        if (isNew)
        {
            _reusedCounts[row] = _reusedCounts.GetValueOrDefault(row) + 1;
        }
    }

    /// <summary>A file is gone, after all reuse was counted; null for one that was no picture.</summary>
    public void Remove(long? row)
    {
        if (row is not long known)
        {
            return;
        }

        if (_reusedCounts.TryGetValue(known, out int reusedCount) && reusedCount > 0)
        {
            _reusedCounts[known] = reusedCount - 1;
            MovedCount++;
            DuplicateCount--;
        }
        else
        {
            RemovedCount++;
        }
    }
}

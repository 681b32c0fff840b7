using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>One step of an indexing run, to be committed as a whole.</summary>
internal sealed class CatalogueChanges
{
    /// <summary>Pictures with new rows, or with the row of another picture of the same content.</summary>
    public List<CatalogueItem> Items { get; } = [];

    /// <summary>Files of which the length, time, label or split is kept anew and whose bytes have not.</summary>
    public List<PictureFile> Touched { get; } = [];

    /// <summary>Files that gave no embedding. They leave the items if they were among them.</summary>
    public List<PictureOutcome.Rejected> Rejected { get; } = [];

    /// <summary>Files that are gone.</summary>
    public List<ItemName> Removed { get; } = [];

    /// <summary>Rows of the vector file that count once this is committed.</summary>
    public long RowCount { get; set; }

    /// <summary>How many files this step settles.</summary>
    public int FileCount => Items.Count + Touched.Count + Rejected.Count + Removed.Count;
}

using Akin.Datasets;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>
    /// Commits one step of an indexing run in one transaction: after it, all of <paramref name="changes"/> is in the gallery, before it nothing is.
    /// The rows that it counts have been flushed to the vector file.
    /// </summary>
    public void Commit(CatalogueChanges changes)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Upsert(changes.Items);
        Touch(changes.Touched);
        Reject(changes.Rejected);
        Remove(changes.Removed);
        using (SqliteCommand count = Command("UPDATE gallery SET row_count = $rows WHERE id = 1"))
        {
            Run(count, ("$rows", changes.RowCount));
        }

        transaction.Commit();
    }

    private void Upsert(IReadOnlyList<CatalogueItem> items)
    {
        using SqliteCommand bury = BuryCommand(exceptRow: true);
        using SqliteCommand upsert = Command(
            """
            INSERT INTO items (root, key, label, split, bytes, modified_ns, content_hash, width, height, row)
            VALUES ($root, $key, $label, $split, $bytes, $modified, $hash, $width, $height, $row)
            ON CONFLICT (root, key) DO UPDATE SET label = excluded.label, split = excluded.split, bytes = excluded.bytes, modified_ns = excluded.modified_ns,
                content_hash = excluded.content_hash, width = excluded.width, height = excluded.height, row = excluded.row
            """);
        using SqliteCommand revive = Command("DELETE FROM dead_rows WHERE row = $row");
        using SqliteCommand clear = Command("DELETE FROM rejected WHERE root = $root AND key = $key");
        foreach (CatalogueItem item in items)
        {
            (string, object?) root = ("$root", item.File.Root);
            (string, object?) key = ("$key", item.File.Key);
            (string, object?) row = ("$row", item.Content.Row);
            Run(bury, root, key, row);
            Run(
                upsert,
                root,
                key,
                ("$label", item.File.Label),
                ("$split", item.File.Split),
                ("$bytes", item.File.LengthInBytes),
                ("$modified", item.File.ModifiedNs),
                ("$hash", item.ContentHash),
                ("$width", item.Content.Width),
                ("$height", item.Content.Height),
                row);
            Run(revive, row);
            Run(clear, root, key);
        }
    }

    private void Touch(IReadOnlyList<PictureFile> files)
    {
        using SqliteCommand item = Command("UPDATE items SET bytes = $bytes, modified_ns = $modified, label = $label, split = $split WHERE root = $root AND key = $key");
        using SqliteCommand rejected = Command("UPDATE rejected SET bytes = $bytes, modified_ns = $modified WHERE root = $root AND key = $key");
        foreach (PictureFile file in files)
        {
            if (Run(item, ("$root", file.Root), ("$key", file.Key), ("$bytes", file.LengthInBytes), ("$modified", file.ModifiedNs), ("$label", file.Label), ("$split", file.Split)) == 0)
            {
                Run(rejected, ("$root", file.Root), ("$key", file.Key), ("$bytes", file.LengthInBytes), ("$modified", file.ModifiedNs));
            }
        }
    }

    private void Reject(IReadOnlyList<PictureOutcome.Rejected> files)
    {
        using SqliteCommand insert = Command("INSERT OR REPLACE INTO rejected (root, key, bytes, modified_ns, content_hash, reason) VALUES ($root, $key, $bytes, $modified, $hash, $reason)");
        foreach (PictureOutcome.Rejected rejected in files)
        {
            Run(
                insert,
                ("$root", rejected.File.Root),
                ("$key", rejected.File.Key),
                ("$bytes", rejected.File.LengthInBytes),
                ("$modified", rejected.File.ModifiedNs),
                ("$hash", rejected.ContentHash),
                ("$reason", rejected.Reason));
        }

        RemoveItems(files.Select(rejected => new ItemName(rejected.File.Root, rejected.File.Key)));
    }

    private void Remove(IReadOnlyCollection<ItemName> names)
    {
        RemoveItems(names);
        using SqliteCommand rejected = Command("DELETE FROM rejected WHERE root = $root AND key = $key");
        foreach (ItemName name in names)
        {
            Run(rejected, ("$root", name.Root), ("$key", name.Key));
        }
    }

    private void RemoveItems(IEnumerable<ItemName> names)
    {
        using SqliteCommand bury = BuryCommand(exceptRow: false);
        using SqliteCommand delete = Command("DELETE FROM items WHERE root = $root AND key = $key");
        foreach (ItemName name in names)
        {
            Run(bury, ("$root", name.Root), ("$key", name.Key));
            Run(delete, ("$root", name.Root), ("$key", name.Key));
        }
    }

    /// <summary>
    /// Before an item goes or gets another row, keeps its row as a dead one, with what it is the embedding of, unless another item shares it.
    /// </summary>
    /// <param name="exceptRow">Whether the item may keep its row, <c>$row</c>, and nothing is to be done then.</param>
    private SqliteCommand BuryCommand(bool exceptRow) => Command(
        $"""
        INSERT OR REPLACE INTO dead_rows (row, content_hash, width, height)
        SELECT row, content_hash, width, height FROM items AS gone
        WHERE root = $root AND key = $key {(exceptRow ? "AND row <> $row" : string.Empty)}
            AND NOT EXISTS (SELECT 1 FROM items WHERE row = gone.row AND id <> gone.id)
        """);
}

using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Everything remembered of the files below the root, by key.</summary>
    public Dictionary<string, KnownFile> ReadKnownFiles()
    {
        Dictionary<string, KnownFile> known = new(StringComparer.Ordinal);
        using SqliteCommand command = Command(
            """
            SELECT key, bytes, modified_ns, content_hash FROM items
            UNION ALL
            SELECT key, bytes, modified_ns, NULL FROM rejected
            """);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            byte[]? contentHash = reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3);
            known[reader.GetString(0)] = new KnownFile(reader.GetInt64(1), reader.GetInt64(2), contentHash);
        }

        return known;
    }

    /// <summary>
    /// Commits one step of an indexing run in one transaction: after it, all of <paramref name="changes"/> is in the gallery, before it nothing is.
    /// The rows that it counts have been flushed to the vector file.
    /// </summary>
    public void Commit(CatalogueChanges changes)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Upsert(changes.Items);
        Touch(changes);
        Reject(changes);
        Remove(changes.RemovedKeys);
        using (SqliteCommand count = Command("UPDATE gallery SET row_count = $rows WHERE id = 1"))
        {
            count.Parameters.AddWithValue("$rows", changes.RowCount);
            count.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void Upsert(IReadOnlyList<CatalogueItem> items)
    {
        using SqliteCommand insert = Command(
            "INSERT OR REPLACE INTO items (key, label, bytes, modified_ns, content_hash, width, height, row) VALUES ($key, $label, $bytes, $modified, $hash, $width, $height, $row)");
        using SqliteCommand clear = Command("DELETE FROM rejected WHERE key = $key");
        foreach (CatalogueItem item in items)
        {
            Run(
                insert,
                ("$key", item.File.Key),
                ("$label", item.File.Label),
                ("$bytes", item.File.LengthInBytes),
                ("$modified", item.File.ModifiedNs),
                ("$hash", item.ContentHash),
                ("$width", item.Width),
                ("$height", item.Height),
                ("$row", item.Row));
            Run(clear, ("$key", item.File.Key));
        }
    }

    private void Touch(CatalogueChanges changes)
    {
        using SqliteCommand touch = Command("UPDATE items SET modified_ns = $modified WHERE key = $key");
        foreach (Datasets.PictureFile file in changes.Touched)
        {
            Run(touch, ("$key", file.Key), ("$modified", file.ModifiedNs));
        }
    }

    private void Reject(CatalogueChanges changes)
    {
        using SqliteCommand insert = Command("INSERT OR REPLACE INTO rejected (key, bytes, modified_ns, reason) VALUES ($key, $bytes, $modified, $reason)");
        using SqliteCommand clear = Command("DELETE FROM items WHERE key = $key");
        foreach (Datasets.PictureOutcome.Rejected rejected in changes.Rejected)
        {
            Run(
                insert,
                ("$key", rejected.File.Key),
                ("$bytes", rejected.File.LengthInBytes),
                ("$modified", rejected.File.ModifiedNs),
                ("$reason", rejected.Reason));
            Run(clear, ("$key", rejected.File.Key));
        }
    }

    private void Remove(IReadOnlyCollection<string> keys)
    {
        using SqliteCommand item = Command("DELETE FROM items WHERE key = $key");
        using SqliteCommand rejected = Command("DELETE FROM rejected WHERE key = $key");
        foreach (string key in keys)
        {
            Run(item, ("$key", key));
            Run(rejected, ("$key", key));
        }
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        command.Parameters.Clear();
        foreach ((string name, object? value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }
}

using Akin.Datasets;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    private const string ItemColumns = "SELECT root, key, bytes, modified_ns, content_hash FROM items";

    /// <summary>A picture as it would be kept among the rejected files; none where there is no such picture.</summary>
    public List<PictureOutcome.Rejected> ReadItem(ItemName name)
    {
        using SqliteCommand command = Command($"{ItemColumns} WHERE root = $root AND key = $key");
        command.Parameters.AddWithValue("$root", name.Root);
        command.Parameters.AddWithValue("$key", name.Key);
        return ReadItems(command);
    }

    /// <summary>The pictures with a label, likewise.</summary>
    public List<PictureOutcome.Rejected> ReadItemsByLabel(string label)
    {
        using SqliteCommand command = Command($"{ItemColumns} WHERE label = $label");
        command.Parameters.AddWithValue("$label", label);
        return ReadItems(command);
    }

    /// <summary>Forgets a root and everything below it, in one transaction.</summary>
    public void RemoveRoot(string name)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using (SqliteCommand remove = Command(
            """
            INSERT OR REPLACE INTO dead_rows (row, content_hash, width, height)
                SELECT row, content_hash, width, height FROM items AS gone
                WHERE root = $root AND NOT EXISTS (SELECT 1 FROM items WHERE row = gone.row AND root <> $root);
            DELETE FROM items WHERE root = $root;
            DELETE FROM rejected WHERE root = $root;
            DELETE FROM roots WHERE name = $root;
            """))
        {
            Run(remove, ("$root", name));
        }

        transaction.Commit();
    }

    private static List<PictureOutcome.Rejected> ReadItems(SqliteCommand command)
    {
        List<PictureOutcome.Rejected> items = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            PictureFile file = new(string.Empty, reader.GetString(1), null, reader.GetInt64(2), reader.GetInt64(3)) { Root = reader.GetString(0) };
            items.Add(new PictureOutcome.Rejected(file, RemovalRun.Reason) { ContentHash = reader.GetFieldValue<byte[]>(4) });
        }

        return items;
    }
}

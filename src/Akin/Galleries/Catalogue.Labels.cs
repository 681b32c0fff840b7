using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>The row and the label of every picture, by rising row: pictures of the same content share one.</summary>
    public IEnumerable<(long Row, string? Label)> ReadRowLabels()
    {
        // Few labels stand beside many pictures: one string each.
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        using SqliteCommand command = Command("SELECT row, label FROM items ORDER BY row");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            string? label = reader.IsDBNull(1) ? null : reader.GetString(1);
            yield return (reader.GetInt64(0), label is null || texts.TryAdd(label, label) ? label : texts[label]);
        }
    }

    /// <summary>The row of the pictures with a content; null where no picture has it.</summary>
    /// <param name="contentHash">SHA-256 of a file's bytes.</param>
    public long? FindRow(byte[] contentHash)
    {
        using SqliteCommand command = Command("SELECT row FROM items WHERE content_hash = $hash LIMIT 1");
        command.Parameters.AddWithValue("$hash", contentHash);
        return command.ExecuteScalar() as long?;
    }
}

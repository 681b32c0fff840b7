using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Opens a second connection beside the writer's, which sees what is committed at each call.</summary>
    public static Catalogue OpenForLookup(string galleryPath) => new(galleryPath, Connect(galleryPath, SqliteOpenMode.ReadWrite), forReading: false);

    /// <summary>Whether a picture's content is known by the hash of its bytes: of an item, or of a row that no item has any more.</summary>
    public KnownContent? FindContent(byte[] contentHash) =>
        FindContent("SELECT row, width, height FROM items WHERE content_hash = $hash LIMIT 1", contentHash)
        ?? FindContent("SELECT row, width, height FROM dead_rows WHERE content_hash = $hash LIMIT 1", contentHash);

    /// <summary>SHA-256 of the bytes that a file had when it became an item or was rejected; null where the file is not known, or could not be read.</summary>
    public byte[]? FindHash(ItemName name)
    {
        using SqliteCommand command = Command(
            """
            SELECT content_hash FROM items WHERE root = $root AND key = $key
            UNION ALL
            SELECT content_hash FROM rejected WHERE root = $root AND key = $key
            """);
        command.Parameters.AddWithValue("$root", name.Root);
        command.Parameters.AddWithValue("$key", name.Key);
        return command.ExecuteScalar() as byte[];
    }

    private KnownContent? FindContent(string sql, byte[] contentHash)
    {
        using SqliteCommand command = Command(sql);
        command.Parameters.AddWithValue("$hash", contentHash);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? new KnownContent(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2)) : null;
    }
}

using Akin.Datasets;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    private const string MigrationTables =
        """
        CREATE TABLE migration (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            model TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            dimensions INTEGER NOT NULL,
            encoder_options TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            vectors_generation INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE migrated (
            content_hash BLOB PRIMARY KEY,
            row INTEGER NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>What the gallery says of itself once a migration that is not finished is, with the rows that it has so far; null where there is none.</summary>
    public GalleryInfo? ReadMigration()
    {
        bool isBegun = Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('migration', 'migrated')") == 2;
        GalleryInfo? migration = isBegun ? ReadInfo("migration", ReadRoots()) : null;

        // No damage may lead a migration to write into the file that counts.
        return migration?.VectorsGeneration == ReadInfo().VectorsGeneration ? null : migration;
    }

    /// <summary>A number that no vector file had.</summary>
    public long NextGeneration()
    {
        long latest = Settings.ReadGeneration(ReadSetting(Settings.LatestGeneration));
        return Math.Max(latest, Math.Max(ReadInfo().VectorsGeneration, ReadMigration()?.VectorsGeneration ?? 0)) + 1;
    }

    /// <summary>Begins a migration in place of one that is not finished.</summary>
    /// <param name="target">What the gallery is to say of itself, without rows yet.</param>
    public void BeginMigration(GalleryInfo target)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("DROP TABLE IF EXISTS migrated; DROP TABLE IF EXISTS migration;");
        Execute(MigrationTables);
        Write("INSERT INTO migration (id, model, fingerprint, dimensions, encoder_options, row_count, vectors_generation) VALUES (1, $model, $fingerprint, $dimensions, $options, $rows, $generation)", target);
        transaction.Commit();
    }

    /// <summary>Forgets a migration that is not finished.</summary>
    public void DropMigration()
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("DROP TABLE IF EXISTS migrated; DROP TABLE IF EXISTS migration;");
        transaction.Commit();
    }

    /// <summary>How many contents have no embedding by the other encoder yet.</summary>
    public long CountUnmigrated() =>
        Scalar("SELECT count(DISTINCT content_hash) FROM items WHERE NOT EXISTS (SELECT 1 FROM migrated WHERE migrated.content_hash = items.content_hash)");

    /// <summary>One picture of each content that has no embedding by the other encoder yet, in the order of the rows.</summary>
    /// <param name="afterRow">Only of contents behind this row.</param>
    /// <param name="limit">At most so many.</param>
    public List<(PictureFile File, long Row)> ReadUnmigrated(long afterRow, int limit)
    {
        using SqliteCommand command = Command(
            """
            SELECT root, key, label, split, bytes, modified_ns, row FROM items WHERE row > $after
                AND id = (SELECT min(id) FROM items AS same WHERE same.content_hash = items.content_hash)
                AND NOT EXISTS (SELECT 1 FROM migrated WHERE migrated.content_hash = items.content_hash)
            ORDER BY row LIMIT $limit
            """);
        command.Parameters.AddWithValue("$after", afterRow);
        command.Parameters.AddWithValue("$limit", limit);
        return ReadFiles(command);
    }

    /// <summary>Another picture of a content; null where there is none.</summary>
    /// <param name="contentHash">SHA-256 of its bytes.</param>
    /// <param name="place">Which of them, from 0; <see cref="ReadUnmigrated"/> gives the first.</param>
    public PictureFile? FindPicture(byte[] contentHash, int place)
    {
        using SqliteCommand command = Command(
            "SELECT root, key, label, split, bytes, modified_ns, row FROM items WHERE content_hash = $hash ORDER BY id LIMIT 1 OFFSET $place");
        command.Parameters.AddWithValue("$hash", contentHash);
        command.Parameters.AddWithValue("$place", place);
        return ReadFiles(command).Select(item => item.File).FirstOrDefault();
    }

    /// <summary>Commits embeddings by the other encoder, whose rows have been flushed.</summary>
    public void CommitMigrated(IReadOnlyList<(byte[] ContentHash, KnownContent Content)> contents, long rowCount)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using (SqliteCommand insert = Command("INSERT INTO migrated (content_hash, row, width, height) VALUES ($hash, $row, $width, $height)"))
        {
            foreach ((byte[] contentHash, KnownContent content) in contents)
            {
                Run(insert, ("$hash", contentHash), ("$row", content.Row), ("$width", content.Width), ("$height", content.Height));
            }
        }

        using (SqliteCommand count = Command("UPDATE migration SET row_count = $rows WHERE id = 1"))
        {
            Run(count, ("$rows", rowCount));
        }

        transaction.Commit();
    }

    /// <summary>
    /// The swap, in one transaction: items get the rows of the other encoder, those that have none leave for the rejected files, and the gallery is the other encoder's.
    /// </summary>
    /// <param name="target">What the gallery says of itself from now on.</param>
    /// <param name="missing">The items without a row, with reasons.</param>
    /// <exception cref="GalleryException">An item has no row and is not among the missing.</exception>
    public void CommitMigration(GalleryInfo target, IReadOnlyList<PictureOutcome.Rejected> missing)
    {
        long latest = NextGeneration() - 1;
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Reject(missing);
        if (CountUnmigrated() is > 0 and long leftCount)
        {
            throw Damaged($"{leftCount} of its pictures have no embedding by {target.Model}");
        }

        Execute(
            """
            UPDATE items SET row = migrated.row FROM migrated WHERE migrated.content_hash = items.content_hash;
            DELETE FROM dead_rows;
            INSERT INTO dead_rows (row, content_hash, width, height)
                SELECT row, content_hash, width, height FROM migrated WHERE NOT EXISTS (SELECT 1 FROM items WHERE items.content_hash = migrated.content_hash);
            DROP TABLE migrated;
            DROP TABLE migration;
            """);
        Write("UPDATE gallery SET model = $model, fingerprint = $fingerprint, dimensions = $dimensions, encoder_options = $options, row_count = $rows, vectors_generation = $generation WHERE id = 1", target);
        WriteSetting(Settings.LatestGeneration, Settings.WriteGeneration(latest));
        transaction.Commit();
    }

    private static List<(PictureFile File, long Row)> ReadFiles(SqliteCommand command)
    {
        List<(PictureFile, long)> files = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            PictureFile file = new(string.Empty, reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetInt64(4), reader.GetInt64(5))
            {
                Root = reader.GetString(0),
                Split = reader.IsDBNull(3) ? null : reader.GetString(3),
            };
            files.Add((file, reader.GetInt64(6)));
        }

        return files;
    }
}

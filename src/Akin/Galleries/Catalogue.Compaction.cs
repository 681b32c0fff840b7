using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Fewer free pages than one in so many are left where they are: the next pictures fill them.</summary>
    private const int LeastFreePart = 10;

    /// <summary>Gives every row that belongs to a picture its number of after a compaction, beside the catalogue: nothing is written to it.</summary>
    /// <returns>How many there are.</returns>
    public long NumberLiveRows()
    {
        Execute(
            """
            PRAGMA temp_store = MEMORY;
            CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
            INSERT INTO renumbered SELECT row, row_number() OVER (ORDER BY row) - 1 FROM (SELECT DISTINCT row FROM items);
            """);
        return Scalar("SELECT count(*) FROM renumbered");
    }

    /// <summary>The numbered rows, ascending.</summary>
    public IEnumerable<long> ReadNumberedRows()
    {
        using SqliteCommand command = Command("SELECT old FROM renumbered ORDER BY old");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.GetInt64(0);
        }
    }

    /// <summary>In one transaction, gives items their new rows and makes the vector file of a generation the one that counts. Its rows have been flushed.</summary>
    public void CommitRenumbering(long generation, long rowCount)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using (SqliteCommand renumber = Command(
            """
            UPDATE items SET row = renumbered.new FROM renumbered WHERE renumbered.old = items.row AND renumbered.new <> items.row;
            DELETE FROM dead_rows;
            UPDATE gallery SET row_count = $rows, vectors_generation = $generation WHERE id = 1;
            """))
        {
            Run(renumber, ("$rows", rowCount), ("$generation", generation));
        }

        transaction.Commit();
    }

    /// <summary>Bytes of the catalogue's file once its log is written back into it.</summary>
    public long CountBytes() => Scalar("PRAGMA page_count") * Scalar("PRAGMA page_size");

    /// <summary>Shortens the catalogue and its log by what is free in them, as far as readers and the disk's free space let it. What they do not let stays for another time.</summary>
    public void GiveSpaceBack()
    {
        try
        {
            Execute("DROP TABLE temp.renumbered; PRAGMA temp_store = DEFAULT;");
            if (Scalar("PRAGMA freelist_count") * LeastFreePart > Scalar("PRAGMA page_count"))
            {
                Execute("VACUUM");
            }

            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_FULL)
        {
            // The gallery is compacted all the same.
        }
    }
}

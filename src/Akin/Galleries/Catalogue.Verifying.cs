using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>What SQLite finds wrong in the file, a sentence each; none where it is sound.</summary>
    /// <param name="limit">At most so many.</param>
    public List<string> CheckIntegrity(int limit = 100)
    {
        List<string> damage = [];
        try
        {
            using SqliteCommand command = Command(string.Create(CultureInfo.InvariantCulture, $"PRAGMA integrity_check({limit})"));
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                damage.Add(reader.GetString(0));
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            damage.Add(exception.Message);
        }

        return damage is ["ok"] ? [] : damage;
    }

    /// <summary>The rows that items have, rising, each with the number of different contents that the items say it is of: more than one is an error.</summary>
    public IEnumerable<(long Row, long ContentCount)> ReadItemRows()
    {
        using SqliteCommand command = Command("SELECT row, count(DISTINCT content_hash) FROM items GROUP BY row ORDER BY row");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), reader.GetInt64(1));
        }
    }

    /// <summary>Items and rejected files below roots that the catalogue does not have.</summary>
    public long CountRootless() => Scalar("SELECT (SELECT count(*) FROM items WHERE root NOT IN (SELECT name FROM roots)) + (SELECT count(*) FROM rejected WHERE root NOT IN (SELECT name FROM roots))");

    /// <summary>Files that are both pictures and rejected.</summary>
    public long CountRejectedItems() => Scalar("SELECT count(*) FROM items JOIN rejected ON rejected.root = items.root AND rejected.key = items.key");

    /// <summary>The first picture from a row on, with the hash of its content; null where there is none.</summary>
    public SampledItem? FindItemFrom(long row)
    {
        using SqliteCommand command = Command($"{SampleColumns} WHERE row >= $row ORDER BY row, id LIMIT 1");
        command.Parameters.AddWithValue("$row", row);
        return ReadSample(command).FirstOrDefault();
    }

    /// <summary>All pictures, likewise.</summary>
    public IEnumerable<SampledItem> ReadAllItems()
    {
        using SqliteCommand command = Command($"{SampleColumns} ORDER BY row, id");
        foreach (SampledItem item in ReadSample(command))
        {
            yield return item;
        }
    }

    /// <summary>
    /// In one transaction, makes the catalogue keep its promises of rows again: items whose embedding is lost leave it, so that the next index run takes their files as new, and every row below
    /// the count is an item's or a dead one.
    /// </summary>
    /// <param name="lostRows">Rows whose embedding is lost, or not that of its items.</param>
    /// <param name="rowCount">Rows that count from now on: as many as before, or those that the vector file holds.</param>
    /// <returns>Items that left it.</returns>
    public long Repair(IEnumerable<long> lostRows, long rowCount)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("CREATE TEMP TABLE lost_rows (row INTEGER PRIMARY KEY)");
        using (SqliteCommand insert = Command("INSERT INTO lost_rows VALUES ($row)"))
        {
            foreach (long row in lostRows)
            {
                Run(insert, ("$row", row));
            }
        }

        long removedCount;
        using (SqliteCommand remove = Command("DELETE FROM items WHERE row < 0 OR row >= $rows OR row IN (SELECT row FROM lost_rows) OR root NOT IN (SELECT name FROM roots)"))
        {
            removedCount = Run(remove, ("$rows", rowCount));
        }

        using (SqliteCommand repair = Command(
            """
            UPDATE gallery SET row_count = $rows WHERE id = 1;
            DELETE FROM rejected WHERE root NOT IN (SELECT name FROM roots) OR EXISTS (SELECT 1 FROM items WHERE items.root = rejected.root AND items.key = rejected.key);
            DELETE FROM dead_rows WHERE row < 0 OR row >= $rows OR row IN (SELECT row FROM items) OR row IN (SELECT row FROM lost_rows);
            INSERT INTO dead_rows (row)
                WITH RECURSIVE counted (row) AS (SELECT 0 UNION ALL SELECT row + 1 FROM counted WHERE row + 1 < $rows)
                SELECT row FROM counted WHERE row < $rows AND row NOT IN (SELECT row FROM items) AND row NOT IN (SELECT row FROM dead_rows);
            DROP TABLE lost_rows;
            """))
        {
            Run(repair, ("$rows", rowCount));
        }

        transaction.Commit();
        return removedCount;
    }

    private const string SampleColumns = "SELECT root, key, bytes, modified_ns, content_hash, row FROM items";

    private static IEnumerable<SampledItem> ReadSample(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new SampledItem(new ItemName(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4), reader.GetInt64(5));
        }
    }
}

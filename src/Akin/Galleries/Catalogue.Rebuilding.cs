using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Where a catalogue is gathered that is built anew; left by one that was stopped, it means nothing.</summary>
    private const string UnfinishedFileName = FileName + ".unfinished";

    private const int AllDamage = 1_000_000;

    /// <summary>Whether SQLite says by this that the file is damaged, and not that the disk refuses.</summary>
    public static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_CONSTRAINT;

    /// <summary>Whether a damaged catalogue still says what its gallery is: without that nothing can be repaired.</summary>
    public static bool CanBeRead(string galleryPath)
    {
        try
        {
            using Catalogue catalogue = new(galleryPath, ConnectForReading(galleryPath), forReading: true);
            return catalogue.Scalar("SELECT count(*) FROM gallery NOT INDEXED WHERE id = 1") == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>What is wrong where tables cannot be read whole.</summary>
    public static string NotWhole(IReadOnlyList<string> tables) =>
        tables.Count == 1 ? $"its table {tables[0]} cannot be read whole" : $"its tables {string.Join(", ", tables)} cannot be read whole";

    /// <summary>Opens a damaged catalogue to build it anew, whatever its version. The caller holds the gallery's lock.</summary>
    public static Catalogue OpenForRepair(string galleryPath)
    {
        Catalogue catalogue = new(galleryPath, Connect(galleryPath, SqliteOpenMode.ReadWrite), forReading: false);
        try
        {
            catalogue.WriteAhead();
            catalogue.CheckVersion();
            return catalogue;
        }
        catch
        {
            catalogue.Dispose();
            throw;
        }
    }

    /// <summary>The tables whose own pages are damaged, not only those of their indexes: what a scan of one finds may not be all of it.</summary>
    /// <remarks>SQLite looks at all trees of pages first and names them by their roots, also where it fails later at what is in them.</remarks>
    public IReadOnlyList<string> FindDamagedTables()
    {
        HashSet<long> trees = [.. CheckIntegrity(AllDamage).SelectMany(damage => TreeOfPages().Matches(damage)).Select(match => long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        using SqliteCommand command = Command("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> tables = [];
        while (reader.Read())
        {
            if (trees.Contains(reader.GetInt64(1)))
            {
                tables.Add(reader.GetString(0));
            }
        }

        return tables;
    }

    /// <summary>
    /// Builds the catalogue anew from its tables, none of which may be damaged; of what else is in the file nothing is read. The tables are copied into a file beside it, and that one, once
    /// SQLite finds it sound, is copied over the catalogue in one transaction of its log: whatever stops it leaves the old state or the new one, and readers keep the state that they have.
    /// </summary>
    /// <exception cref="SqliteException">A table cannot be read, or breaks its own rules; the catalogue stays as it was.</exception>
    /// <exception cref="IOException">The disk refuses, likewise.</exception>
    public void Rebuild()
    {
        if (Version < CatalogueSchema.Version)
        {
            // It is brought to this version from the tables alone, by the next writer.
            Execute("REINDEX");
            return;
        }

        string path = Path.Combine(_galleryPath, UnfinishedFileName);
        File.Delete(path);
        try
        {
            using Catalogue rebuilt = new(_galleryPath, Opened(new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = false, Pooling = false }.ToString()), forReading: false);
            rebuilt.CopyTablesOf(this);
            if (rebuilt.CheckIntegrity(limit: 1) is [string damage])
            {
                throw new SqliteException(damage, SQLitePCL.raw.SQLITE_CORRUPT);
            }

            rebuilt._connection.BackupDatabase(_connection);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private void CopyTablesOf(Catalogue damaged)
    {
        // What is written here counts only once it is in the other file, so it needs neither log nor flushes; pages must be of one length.
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {damaged.Scalar("PRAGMA page_size")}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"));
        using (SqliteCommand attach = Command("ATTACH $path AS damaged"))
        {
            Run(attach, ("$path", Path.Combine(_galleryPath, FileName)));
        }

        using (SqliteTransaction transaction = _connection.BeginTransaction())
        {
            Execute(CatalogueSchema.Tables);
            if (Scalar("SELECT count(*) FROM damaged.sqlite_schema WHERE type = 'table' AND name IN ('migration', 'migrated')") == 2)
            {
                Execute(MigrationTables);
            }

            // Indexes are made of the rows at once when all are there: one by one, ten million take hours.
            List<string> indexes = ReadTexts("SELECT sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
            foreach (string index in ReadTexts("SELECT name FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"))
            {
                Execute($"DROP INDEX main.{index}");
            }

            foreach (string table in ReadTexts("SELECT name FROM main.sqlite_schema WHERE type = 'table'"))
            {
                // With columns named, SQLite copies rows; 'SELECT *' between equal tables would copy pages of their indexes too.
                string columns = string.Join(", ", ReadTexts($"SELECT name FROM pragma_table_info('{table}', 'main')").Select(column => $"\"{column}\""));
                Execute($"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM damaged.{table} NOT INDEXED");
            }

            foreach (string index in indexes)
            {
                Execute(index);
            }

            Execute($"PRAGMA main.application_id = {ApplicationId}; PRAGMA main.user_version = {CatalogueSchema.Version};");
            transaction.Commit();
        }

        Execute("DETACH damaged");
    }

    [GeneratedRegex("Tree ([0-9]{1,18}) ")]
    private static partial Regex TreeOfPages();
}

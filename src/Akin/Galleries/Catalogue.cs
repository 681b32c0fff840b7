using Akin.Vectors.Storage;
using Akin.Vision.Encoding;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

/// <summary>
/// The gallery's catalogue: SQLite in write-ahead mode, as <c>docs/formats/gallery.md</c> lays it out. What it does not count does not exist.
/// One connection; not thread-safe. A reading catalogue keeps one transaction open, so that it sees one state of the gallery however long it lives.
/// </summary>
internal sealed partial class Catalogue : IDisposable
{
    /// <summary>The catalogue's file inside the gallery's folder.</summary>
    public const string FileName = "catalogue.db";

    /// <summary>SQLite's index of the write-ahead log: it belongs to the processes that have the catalogue open, and holds nothing of the gallery.</summary>
    public const string SharedMemoryFileName = FileName + "-shm";

    /// <summary>The file beside it that changes go to first.</summary>
    public const string LogFileName = FileName + "-wal";

    /// <summary>Marks the file as Akin's in SQLite's header: "AKIN" in ASCII.</summary>
    private const int ApplicationId = 0x414B494E;

    /// <summary>More rows than any disk holds.</summary>
    private const long RowCountLimit = 1L << 40;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction? _snapshot;
    private readonly string _galleryPath;

    private Catalogue(string galleryPath, SqliteConnection connection, bool forReading)
    {
        _galleryPath = galleryPath;
        _connection = connection;
        if (forReading)
        {
            _snapshot = connection.BeginTransaction(deferred: true);
        }
    }

    /// <summary>Whether the folder holds a catalogue file at all.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be looked into.</exception>
    public static bool Exists(string galleryPath) =>
        Directory.Exists(galleryPath) && Directory.EnumerateFiles(galleryPath, FileName).Any();

    /// <summary>Whether a path inside a gallery's folder is the catalogue or belongs to it: SQLite's log and its index.</summary>
    public static bool IsFile(string path) => Path.GetFileName(path) is FileName or LogFileName or SharedMemoryFileName;

    /// <summary>Opens the catalogue for its one writer, which holds the gallery's lock, creates it where there is none, and brings one of an older version up to date.</summary>
    /// <param name="galleryPath">The gallery's folder, which exists.</param>
    /// <param name="created">What a new catalogue says of its gallery; an existing one keeps what it says. Null where there has to be one.</param>
    public static Catalogue OpenForWriting(string galleryPath, GalleryInfo? created)
    {
        Catalogue catalogue = new(galleryPath, Connect(galleryPath, created is null ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate), forReading: false);
        try
        {
            catalogue.WriteAhead();
            if (catalogue.IsBlank())
            {
                RequireNoRows(galleryPath);
                catalogue.Create(created ?? throw NothingYet(galleryPath));
            }

            catalogue.CheckVersion();
            catalogue.BringUpToDate();
            File.Delete(Path.Combine(galleryPath, UnfinishedFileName));
            return catalogue;
        }
        catch
        {
            catalogue.Dispose();
            throw;
        }
    }

    /// <summary>Opens one consistent state of the catalogue for reading; null where a writer was stopped before it had made the first one.</summary>
    public static Catalogue? OpenForReading(string galleryPath)
    {
        Catalogue catalogue = new(galleryPath, ConnectForReading(galleryPath), forReading: true);
        try
        {
            if (catalogue.IsBlank())
            {
                catalogue.Dispose();
                return null;
            }

            catalogue.CheckVersion();
            catalogue.ShowAsThisVersion();
            return catalogue;
        }
        catch
        {
            catalogue.Dispose();
            throw;
        }
    }

    /// <summary>What the gallery says of itself.</summary>
    public GalleryInfo ReadInfo() => ReadInfo("gallery", ReadRoots()) ?? throw DescribesNone();

    /// <summary>What a table says of a gallery; null where it says nothing that can be.</summary>
    private GalleryInfo? ReadInfo(string table, IReadOnlyList<GalleryRoot> roots)
    {
        using SqliteCommand command = Command($"SELECT model, fingerprint, dimensions, row_count, encoder_options, vectors_generation FROM {table} WHERE id = 1");
        using SqliteDataReader reader = command.ExecuteReader();
        if (reader.Read()
            && reader.GetInt64(2) is >= 1 and <= VectorRows.DimensionsLimit
            && reader.GetInt64(3) is >= 0 and <= RowCountLimit
            && EncoderOptionsText.Read(reader.GetString(4)) is EncoderOptions encoderOptions
            && reader.GetInt64(5) >= 0)
        {
            return new GalleryInfo(roots, reader.GetString(0), reader.GetString(1), reader.GetInt32(2), encoderOptions, reader.GetInt64(3))
            {
                VectorsGeneration = reader.GetInt64(5),
                FormatVersion = (int)Version,
            };
        }

        return null;
    }

    public void Dispose()
    {
        _snapshot?.Dispose();
        _connection.Dispose();
    }

    /// <summary>What is thrown where a gallery has no first state yet, or has lost its catalogue.</summary>
    public static GalleryException NothingYet(string galleryPath) => VectorsFiles.FindWithRows(galleryPath) is string file
        ? new(galleryPath, $"The gallery {galleryPath} is damaged: {Lost(file)}; {LostRepair}.")
        : new(galleryPath, $"The gallery {galleryPath} holds nothing yet: run 'akin index FOLDER --gallery {galleryPath}' first.");

    /// <summary>What is wrong where a catalogue is empty and a file holds rows.</summary>
    public static string Lost(string file) => $"its {FileName} is empty or gone, and {file} holds embeddings";

    /// <summary>What helps there.</summary>
    public const string LostRepair = "put a copy of the catalogue back, or delete the folder and index anew";

    private GalleryException Damaged(string damage) => new(_galleryPath, $"The gallery {_galleryPath} is damaged: {damage}; 'akin verify {_galleryPath} --repair' mends what can be.");

    private GalleryException DescribesNone() => new(_galleryPath, $"The gallery {_galleryPath} is damaged: its catalogue describes none; {LostRepair}.");

    private static void RequireNoRows(string galleryPath)
    {
        if (VectorsFiles.FindWithRows(galleryPath) is not null)
        {
            throw NothingYet(galleryPath);
        }
    }

    /// <summary>Has changes go to the log first. FULL: a committed picture survives power loss, as far as the disk keeps what it says it has flushed.</summary>
    private void WriteAhead() => Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");

    private bool IsBlank() => Scalar("SELECT count(*) FROM sqlite_schema") == 0;

    private void Create(GalleryInfo created)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute(CatalogueSchema.Tables);
        Write("INSERT INTO gallery (id, model, fingerprint, dimensions, encoder_options, row_count, vectors_generation) VALUES (1, $model, $fingerprint, $dimensions, $options, $rows, $generation)", created);
        WriteRoots(created.Roots);
        Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {CatalogueSchema.Version};");
        transaction.Commit();
    }

    /// <summary>Runs a statement that writes what a gallery says of itself.</summary>
    private void Write(string sql, GalleryInfo info)
    {
        using SqliteCommand write = Command(sql);
        Run(
            write,
            ("$model", info.Model),
            ("$fingerprint", info.Fingerprint),
            ("$dimensions", info.Dimensions),
            ("$options", EncoderOptionsText.Write(info.Options)),
            ("$rows", info.RowCount),
            ("$generation", info.VectorsGeneration));
    }

    private void CheckVersion()
    {
        if (Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new GalleryException(_galleryPath, $"{_galleryPath} is no Akin gallery: its {FileName} belongs to another program.");
        }

        long version = Version;
        if (version is < CatalogueSchema.VersionWithoutOptions or > CatalogueSchema.Version)
        {
            throw new GalleryException(_galleryPath, $"The gallery {_galleryPath} has format version {version}, this Akin reads version {CatalogueSchema.Version}: use the Akin that made it, or index the folder into a new gallery.");
        }
    }

    private long Version => Scalar("PRAGMA user_version");

    private void ShowAsThisVersion()
    {
        long version = Version;
        if (version < CatalogueSchema.Version)
        {
            Execute(CatalogueSchema.ViewsOver(version, OldRootName()));
        }
    }

    private void BringUpToDate()
    {
        long version = Version;
        if (version == CatalogueSchema.Version)
        {
            return;
        }

        using SqliteTransaction transaction = _connection.BeginTransaction();
        RequireRoomForRows();
        string rootName = OldRootName();
        if (version == CatalogueSchema.VersionWithoutOptions)
        {
            Execute(CatalogueSchema.FromVersion1);
        }

        using (SqliteCommand migrate = Command(CatalogueSchema.FromVersion2))
        {
            Run(migrate, ("$root", rootName));
        }

        transaction.Commit();
    }

    /// <summary>The name of the one root of a catalogue that has no names for roots.</summary>
    private string OldRootName()
    {
        using SqliteCommand command = Command("SELECT root FROM main.gallery WHERE id = 1");
        return GalleryRoot.NameOf(command.ExecuteScalar() as string ?? throw DescribesNone());
    }

    /// <summary>A damaged number of rows would be counted to its end: the vector file bounds it.</summary>
    private void RequireRoomForRows()
    {
        FileInfo vectors = new(Path.Combine(_galleryPath, VectorsFiles.Name(generation: 0)));
        if (Scalar("SELECT row_count FROM gallery WHERE id = 1") is long rowCount && rowCount > (vectors.Exists ? vectors.Length : 0))
        {
            throw Damaged($"its catalogue counts {rowCount} rows, more than {vectors.Name} can hold");
        }
    }

    private long Scalar(string sql)
    {
        using SqliteCommand command = Command(sql);
        return command.ExecuteScalar() as long? ?? throw DescribesNone();
    }

    /// <summary>The first column of what a query gives.</summary>
    private List<string> ReadTexts(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(sql);
        Bind(command, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> texts = [];
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, ReadOnlySpan<(string Name, object? Value)> values)
    {
        command.Parameters.Clear();
        foreach ((string name, object? value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }
    }
}

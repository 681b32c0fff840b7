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

    /// <summary>Marks the file as Akin's in SQLite's header: "AKIN" in ASCII.</summary>
    private const int ApplicationId = 0x414B494E;

    private const int SchemaVersion = 2;

    /// <summary>The version before, whose galleries were made with nothing but default options: reading takes it as that, writing brings it to this version.</summary>
    private const int VersionWithoutOptions = 1;

    private const string Schema =
        """
        CREATE TABLE gallery (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            root TEXT NOT NULL,
            model TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            dimensions INTEGER NOT NULL,
            row_count INTEGER NOT NULL,
            encoder_options TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE TABLE items (
            key TEXT PRIMARY KEY,
            label TEXT,
            bytes INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            row INTEGER NOT NULL UNIQUE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rejected (
            key TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

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

    /// <summary>Opens the catalogue for its one writer, which holds the gallery's lock, and creates it when <paramref name="created"/> describes a new gallery.</summary>
    /// <param name="galleryPath">The gallery's folder, which exists.</param>
    /// <param name="created">What a new catalogue says of its gallery; an existing one keeps what it says.</param>
    public static Catalogue OpenForWriting(string galleryPath, GalleryInfo created)
    {
        Catalogue catalogue = new(galleryPath, Connect(galleryPath, SqliteOpenMode.ReadWriteCreate), forReading: false);
        try
        {
            // FULL: a committed picture survives power loss, as far as the disk keeps what it says it has flushed.
            catalogue.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            if (catalogue.IsBlank())
            {
                catalogue.Create(created);
            }

            catalogue.CheckVersion();
            catalogue.BringUpToDate();
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
            return catalogue;
        }
        catch
        {
            catalogue.Dispose();
            throw;
        }
    }

    /// <summary>What the gallery says of itself.</summary>
    public GalleryInfo ReadInfo()
    {
        string options = Scalar("PRAGMA user_version") == VersionWithoutOptions ? "'{}'" : "encoder_options";
        using SqliteCommand command = Command($"SELECT root, model, fingerprint, dimensions, row_count, {options} FROM gallery WHERE id = 1");
        using SqliteDataReader reader = command.ExecuteReader();
        if (reader.Read()
            && reader.GetInt64(3) is >= 1 and <= VectorRows.DimensionsLimit
            && reader.GetInt64(4) >= 0
            && EncoderOptionsText.Read(reader.GetString(5)) is EncoderOptions encoderOptions)
        {
            return new GalleryInfo(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), encoderOptions, reader.GetInt64(4));
        }

        throw new GalleryException(_galleryPath, $"The gallery {_galleryPath} is damaged: its catalogue describes none; index the folder into a new gallery.");
    }

    public void Dispose()
    {
        _snapshot?.Dispose();
        _connection.Dispose();
    }

    private static SqliteConnection Connect(string galleryPath, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new()
        {
            DataSource = Path.Combine(galleryPath, FileName),
            Mode = mode,
            Pooling = false,
        };
        return Opened(settings.ToString());
    }

    private static SqliteConnection ConnectForReading(string galleryPath)
    {
        try
        {
            SqliteConnection connection = Connect(galleryPath, SqliteOpenMode.ReadWrite);
            try
            {
                using SqliteCommand probe = connection.CreateCommand();
                probe.CommandText = "SELECT count(*) FROM sqlite_schema";
                probe.ExecuteScalar();
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_IOERR)
        {
            // A write-ahead log needs a writable folder even to be read. On a read-only disk nobody writes, so the file may be taken as it lies.
            string uri = new Uri(Path.GetFullPath(Path.Combine(galleryPath, FileName))).AbsoluteUri;
            return Opened($"Data Source={uri}?immutable=1;Mode=ReadOnly;Pooling=False");
        }
    }

    private static SqliteConnection Opened(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool IsBlank() => Scalar("SELECT count(*) FROM sqlite_schema") == 0;

    private void Create(GalleryInfo created)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute(Schema);
        using (SqliteCommand insert = Command("INSERT INTO gallery VALUES (1, $root, $model, $fingerprint, $dimensions, 0, $options)"))
        {
            insert.Parameters.AddWithValue("$root", created.Root);
            insert.Parameters.AddWithValue("$model", created.Model);
            insert.Parameters.AddWithValue("$fingerprint", created.Fingerprint);
            insert.Parameters.AddWithValue("$dimensions", created.Dimensions);
            insert.Parameters.AddWithValue("$options", EncoderOptionsText.Write(created.Options));
            insert.ExecuteNonQuery();
        }

        Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion};");
        transaction.Commit();
    }

    private void CheckVersion()
    {
        if (Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new GalleryException(_galleryPath, $"{_galleryPath} is no Akin gallery: its {FileName} belongs to another program.");
        }

        long version = Scalar("PRAGMA user_version");
        if (version is not (SchemaVersion or VersionWithoutOptions))
        {
            throw new GalleryException(_galleryPath, $"The gallery {_galleryPath} has format version {version}, this Akin reads version {SchemaVersion}: use the Akin that made it, or index the folder into a new gallery.");
        }
    }

    private void BringUpToDate()
    {
        if (Scalar("PRAGMA user_version") == VersionWithoutOptions)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            Execute($"ALTER TABLE gallery ADD COLUMN encoder_options TEXT NOT NULL DEFAULT '{{}}'; PRAGMA user_version = {SchemaVersion};");
            transaction.Commit();
        }
    }

    private long Scalar(string sql)
    {
        using SqliteCommand command = Command(sql);
        return (long)command.ExecuteScalar()!;
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
}

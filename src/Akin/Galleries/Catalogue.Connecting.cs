using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
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
}

using Akin.Vectors.Storage;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

/// <summary>Says in one sentence what the disk or SQLite refused to do.</summary>
internal static class StorageFailure
{
    private const int PosixNoSpace = 28;

    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether <paramref name="exception"/> is one that <see cref="Explain"/> has words for.</summary>
    public static bool IsStorage(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or IndexFormatException;

    /// <summary>Whether the disk has no room left.</summary>
    public static bool IsDiskFull(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL,
        IOException io => io.HResult is PosixNoSpace or WindowsDiskFull,
        _ => false,
    };

    /// <summary>The gallery's own exception for a failure of its storage.</summary>
    public static GalleryException Explain(string galleryPath, Exception exception)
    {
        string message = exception switch
        {
            _ when IsDiskFull(exception) => $"The disk that holds {galleryPath} is full: what was committed before is safe; make room and run the command again.",
            IndexFormatException => $"The gallery {galleryPath} is damaged: {exception.Message}",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT } =>
                $"The gallery {galleryPath} is damaged: its {Catalogue.FileName} is no sound SQLite file; index the folder into a new gallery.",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN } or UnauthorizedAccessException =>
                $"{galleryPath} cannot be written: check its permissions, or name another place with --gallery.",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY } => $"Another process holds the catalogue of {galleryPath}: try again when it has finished.",
            _ => $"{galleryPath} could not be read or written: {exception.Message}",
        };
        return new GalleryException(galleryPath, message, exception);
    }
}

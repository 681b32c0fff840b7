using System.Text.RegularExpressions;
using Akin.Vectors.Storage;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

/// <summary>Says in one sentence what the disk or SQLite refused to do.</summary>
internal static partial class StorageFailure
{
    /// <summary>SQLITE_IOERR_SHMSIZE: the index of the write-ahead log finds no room.</summary>
    private const int SharedMemoryDoesNotFit = SQLitePCL.raw.SQLITE_IOERR | (19 << 8);

    private const int PosixNoSpace = 28;

    private const int PosixTooLarge = 27;

    private const int PosixReadOnly = 30;

    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether <paramref name="exception"/> is one that <see cref="Explain"/> has words for.</summary>
    public static bool IsStorage(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or IndexFormatException;

    /// <summary>Whether the disk has no room left.</summary>
    public static bool IsDiskFull(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL || sqlite.SqliteExtendedErrorCode == SharedMemoryDoesNotFit,
        IOException io => io.HResult is PosixNoSpace or WindowsDiskFull,
        _ => false,
    };

    /// <summary>The gallery's own exception for a failure of its storage.</summary>
    public static GalleryException Explain(string galleryPath, Exception exception)
    {
        string? damage = exception switch
        {
            IndexFormatException => exception.Message.TrimEnd('.'),
            FileNotFoundException missing when VectorsFiles.IsName(Path.GetFileName(missing.FileName)) => $"its {Path.GetFileName(missing.FileName)} is missing",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_MISMATCH } =>
                $"its {Catalogue.FileName} is no sound catalogue",
            _ => null,
        };
        if (damage is not null)
        {
            string repair = exception is SqliteException && !Catalogue.CanBeRead(galleryPath) ? Catalogue.LostRepair : $"'akin verify {galleryPath} --repair' mends what can be";
            return new GalleryException(galleryPath, $"The gallery {galleryPath} is damaged: {damage}; {repair}.", exception);
        }

        string message = exception switch
        {
            _ when IsDiskFull(exception) => $"The disk that holds {galleryPath} is full: what was committed before is safe; make room and run the command again.",
            IOException { HResult: PosixTooLarge } =>
                $"A file of {galleryPath} may not grow further, by a limit such as 'ulimit -f' or its file system's: what was committed before is safe; lift the limit and run the command again.",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_IOERR } =>
                $"The disk, or a limit of the system, refused to read or write the catalogue of {galleryPath} ({exception.Message.TrimEnd('.')}): what was committed before is safe; run the command again when it does.",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN } =>
                $"{Path.Combine(galleryPath, Catalogue.FileName)} cannot be read or written: check its permissions and its folder's, or name another place with --gallery.",
            UnauthorizedAccessException => $"{FileOf(galleryPath, exception)} cannot be read or written: check its permissions, or name another place with --gallery.",
            IOException { HResult: PosixReadOnly } => $"{galleryPath} lies on a disk that cannot be written: name another place with --gallery.",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY } => $"Another process holds the catalogue of {galleryPath}: try again when it has finished.",
            _ => $"{galleryPath} could not be read or written: {exception.Message}",
        };
        return new GalleryException(galleryPath, message, exception) { IsRefusedBySystem = true };
    }

    /// <summary>The gallery's file that the system's message names, as the gallery is named; the gallery itself where it names none of its files.</summary>
    private static string FileOf(string galleryPath, Exception exception)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(galleryPath));
        return QuotedPath().Match(exception.Message) is { Success: true } match && Path.GetDirectoryName(Path.GetFullPath(match.Groups[1].Value)) == folder
            ? Path.Combine(galleryPath, Path.GetFileName(match.Groups[1].Value))
            : galleryPath;
    }

    [GeneratedRegex("'(.+)'")]
    private static partial Regex QuotedPath();
}

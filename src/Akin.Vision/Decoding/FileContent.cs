using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Akin.Vision.Decoding;

/// <summary>A whole file in a pooled buffer, which its holder gives back by disposal. Not thread-safe.</summary>
public sealed class FileContent : IDisposable
{
    /// <summary>What stands in a file's name for bytes that are no text. Such a name cannot be handed back to the system.</summary>
    public const char UnreadableCharacter = '\uFFFD';

    private readonly int _lengthInBytes;
    private byte[]? _buffer;

    private FileContent(byte[] buffer, int lengthInBytes)
    {
        _buffer = buffer;
        _lengthInBytes = lengthInBytes;
    }

    /// <summary>The bytes; not to be used after disposal.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _lengthInBytes);

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limitInBytes">A longer file is refused before anything is allocated.</param>
    /// <exception cref="ImageDecodeException">The file is empty, a pipe or a device, longer than the limit, vanished, or may not be read: the reason says which.</exception>
    public static FileContent Read(string path, long limitInBytes)
    {
        try
        {
            // A pipe or a device has no length, and opening it could wait for ever.
            FileInfo named = new(path);
            if ((named.ResolveLinkTarget(returnFinalTarget: true) ?? named) is FileInfo { Exists: true, Length: 0 })
            {
                throw RegularFile.Is(path)
                    ? new ImageDecodeException("the file is empty", PictureFault.Empty)
                    : new ImageDecodeException("it is no regular file, but a pipe or a device", PictureFault.UnknownFormat);
            }

            using SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            return Read(handle, limitInBytes);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ImageDecodeException("no permission to read it", PictureFault.Unreadable, exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            string reason = path.Contains(UnreadableCharacter, StringComparison.Ordinal) ? "its name is no valid text, so that it cannot be opened: rename it"
                : new FileInfo(path).LinkTarget is string target ? $"the link leads nowhere: there is no {target}"
                : "there is no such file";
            throw new ImageDecodeException(reason, PictureFault.Unreadable, exception);
        }
        catch (IOException exception)
        {
            throw new ImageDecodeException($"it could not be read: {exception.Message}", PictureFault.Unreadable, exception);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    private static FileContent Read(SafeFileHandle handle, long limitInBytes)
    {
        long length = RandomAccess.GetLength(handle);
        if (length == 0)
        {
            throw new ImageDecodeException("the file is empty", PictureFault.Empty);
        }

        if (length > Math.Min(limitInBytes, Array.MaxLength))
        {
            throw new ImageDecodeException(string.Create(CultureInfo.InvariantCulture, $"its {length:N0} bytes are more than the limit of {limitInBytes:N0} bytes"), PictureFault.BeyondLimits);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)length);
        int filled = 0;
        while (filled < length)
        {
            int read = RandomAccess.Read(handle, buffer.AsSpan(filled, (int)length - filled), filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return new FileContent(buffer, filled);
    }
}

using System.Globalization;
using System.Security.Cryptography;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Checks a content as it arrives: SHA-256 for large files, git's SHA-1 of a blob for the others.</summary>
internal sealed class BlobHash : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly HubFile _file;

    public BlobHash(HubFile file)
    {
        _file = file;
        _hash = IncrementalHash.CreateHash(file.Sha256 is null ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        Restart();
    }

    /// <summary>The name of the hash, for messages.</summary>
    public string Name => _file.Sha256 is null ? "SHA-1" : "SHA-256";

    /// <summary>What it must come to, in lower-case hexadecimal digits.</summary>
    public string Expected => _file.BlobName;

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>What the bytes so far come to; begins anew.</summary>
    public string Finish()
    {
        string digits = Convert.ToHexStringLower(_hash.GetHashAndReset());
        Begin();
        return digits;
    }

    /// <summary>Forgets what was taken.</summary>
    public void Restart() => Finish();

    public void Dispose() => _hash.Dispose();

    /// <summary>git hashes a header before a content: its kind and length (Git Internals, "Git Objects").</summary>
    private void Begin()
    {
        if (_file.Sha256 is null)
        {
            _hash.AppendData(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {_file.LengthInBytes}\0")));
        }
    }
}

using System.Text;
using Akin.Vectors.Storage;

namespace Akin.Cli.Output;

/// <summary>An array of embeddings and the list of its rows' keys beside it. Both appear under their names when complete, or not at all.</summary>
internal sealed class EmbeddingFiles : IDisposable
{
    private readonly NpyWriter _array;
    private readonly StreamWriter _keys;
    private readonly string _unfinishedKeysPath;

    private EmbeddingFiles(NpyWriter array, string keysPath)
    {
        _array = array;
        KeysPath = keysPath;
        _unfinishedKeysPath = keysPath + ".unfinished";
        _keys = new StreamWriter(_unfinishedKeysPath, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    /// <summary>Where the keys go: the array's path with <c>.keys.txt</c> in place of <c>.npy</c>.</summary>
    public string KeysPath { get; }

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    public static EmbeddingFiles Create(string arrayPath, int dimensions)
    {
        OutputFile.Require(arrayPath);
        string stem = arrayPath.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? arrayPath[..^4] : arrayPath;
        NpyWriter array = new(arrayPath, dimensions);
        try
        {
            return new EmbeddingFiles(array, stem + ".keys.txt");
        }
        catch
        {
            array.Dispose();
            throw;
        }
    }

    /// <summary>Adds one row with its key, which holds no line break.</summary>
    public void Append(string key, ReadOnlySpan<float> embedding)
    {
        _array.Append(embedding);
        _keys.WriteLine(key);
        Count++;
    }

    /// <summary>Gives both files their names.</summary>
    public void Complete()
    {
        _keys.Close();
        _array.Complete();
        File.Move(_unfinishedKeysPath, KeysPath, overwrite: true);
    }

    public void Dispose()
    {
        _array.Dispose();
        try
        {
            _keys.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is deleted next.
        }

        File.Delete(_unfinishedKeysPath);
    }
}

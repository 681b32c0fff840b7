namespace Akin.Vision.Tests;

/// <summary>A folder for one test, deleted after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Copies a golden folder's files here, to be changed.</summary>
    public void Fill(string golden)
    {
        foreach (string file in Directory.EnumerateFiles(golden))
        {
            string copy = this[System.IO.Path.GetFileName(file)];
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.Normal);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

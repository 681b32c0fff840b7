using Akin.Testing;

namespace Akin.Vision.Tests.Encoding;

/// <summary>A golden checkpoint in a folder of its own, to be changed, with a preprocessing where the golden one has none.</summary>
internal sealed class CheckpointCopy : IDisposable
{
    public CheckpointCopy(string golden)
    {
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(System.IO.Path.Combine(golden, name), this[name]);
            File.SetAttributes(this[name], FileAttributes.Normal);
        }

        File.Copy(System.IO.Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"), this["preprocessor_config.json"]);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

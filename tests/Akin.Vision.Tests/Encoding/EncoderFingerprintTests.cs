using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Encoding;

public sealed class EncoderFingerprintTests : IDisposable
{
    /// <summary>Every kind of value, with texts and numbers that writers of JSON spell differently.</summary>
    private const string Config = """
        {
          "model_type": "vit", "hidden_act": "gelu_\u006eew", "note": "K\u00fcche \ud83d\ude00 <a href='x'>&amp;+\"\\/ \u0001\t\u2028",
          "Größe": [1, 1.0, 1e-12, 1E-5, -0.0, 12345678901234567890], "nested": {"b" : {"a":[ ]}, "a": {}}, "flag": true, "other": false, "nothing": null,
          "torch_dtype": "float32", "id2label": {"0": "LABEL_0"}
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The number lies in every gallery: another one would separate them all from their encoders.</summary>
    [Fact]
    public void Compute_GivesTheNumberThatGalleriesHold()
    {
        File.WriteAllText(_folder["config.json"], Config);
        string[] weights = [new('0', 64), new('f', 64)];

        string fingerprint = EncoderFingerprint.Compute(weights, ConfigFile.Read(_folder["config.json"]), "Bilinear 224 x 224", "embedding Row");

        Assert.Equal("4e14731e7849dcb84426bf7dd5ce1edeb4f03dbd5ba35edf9d0821ada99d1b3d", fingerprint);
    }
}

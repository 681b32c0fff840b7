using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

public sealed class RelativeBiasTests
{
    private const string OwnTable = "encoder.layer.0.attention.attention.relative_position_bias.relative_position_bias_table";
    private const string SharedTable = "encoder.relative_position_bias.relative_position_bias_table";

    [Fact]
    public void EncodeRaw_AddsASharedBiasToEveryLayer()
    {
        using CheckpointCopy own = new(Goldens.Folder("beit-0"));
        using CheckpointCopy shared = new(Goldens.Folder("beit-0"));
        foreach (CheckpointCopy checkpoint in (CheckpointCopy[])[own, shared])
        {
            Change(checkpoint["config.json"], "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1");
        }

        Change(shared["config.json"], "\"use_relative_position_bias\": true", "\"use_relative_position_bias\": false");
        Change(shared["config.json"], "\"use_shared_relative_position_bias\": false", "\"use_shared_relative_position_bias\": true");
        StoredWeights.Rename(shared["model.safetensors"], OwnTable, SharedTable);

        float[] expected = Goldens.Encode("beit-0", own.Path, new EncoderOptions());
        float[] actual = Goldens.Encode("beit-0", shared.Path, new EncoderOptions());

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Open_NamesAMissingSharedTable()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("beit-0"));
        Change(checkpoint["config.json"], "\"use_shared_relative_position_bias\": false", "\"use_shared_relative_position_bias\": true");

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path));

        Assert.Contains(SharedTable, exception.Message, StringComparison.Ordinal);
    }

    private static void Change(string path, string from, string to)
    {
        string text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}

using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Checkpoints;

public sealed class ForeignCheckpointTests
{
    private const string Timm = """{"architecture": "vit_base_patch16_224", "num_classes": 1000, "pretrained_cfg": {"tag": "augreg_in21k"}}""";
    private const string TimmInTransformers = """{"architecture": "resnet18", "model_type": "timm_wrapper", "num_classes": 1000, "pretrained_cfg": {}}""";

    [Theory]
    [InlineData("timm (vit_base_patch16_224)", "config.json", Timm)]
    [InlineData("timm (resnet18)", "config.json", TimmInTransformers)]
    [InlineData("open_clip (open_clip_config.json)", "open_clip_config.json", "{}")]
    [InlineData("open_clip (open_clip_pytorch_model.bin)", "open_clip_pytorch_model.bin", "")]
    public void Open_SaysWhoseCheckpointItIs_AndWhatToDo(string words, string file, string content)
    {
        string folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
        File.WriteAllText(Path.Combine(folder, file), content);
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "never read");

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(folder));

        Directory.Delete(folder, recursive: true);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Contains("onnx/model.onnx", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_LetsAFolderPass_ThatHasTheLayoutOfTransformersToo()
    {
        string folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "open_clip_config.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "clip"}""");

        ForeignCheckpoint.Refuse(folder, ConfigFile.Read(Path.Combine(folder, "config.json")));

        Directory.Delete(folder, recursive: true);
    }
}

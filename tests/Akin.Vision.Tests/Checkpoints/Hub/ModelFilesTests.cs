using Akin.Testing.Hub;
using Akin.Vision.Checkpoints;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>Which files of a repository are downloaded, and which repositories are refused.</summary>
public sealed class ModelFilesTests : ServedModelTests
{
    [Fact]
    public async Task GetModel_DownloadsTheGraph_WhereAkinHasNone()
    {
        Dictionary<string, byte[]> files = ServedModel.Files();
        files["config.json"] = ServedModel.Text("{\"model_type\": \"unheard-of\"}");
        files["onnx/model.onnx_data"] = ServedModel.Bytes(seed: 3, length: 1000);
        Model.Repository.Commit(ServedModel.Commit, files, "main");

        HubSnapshot snapshot = await GetAsync();

        Assert.Equal(files["onnx/model.onnx"], File.ReadAllBytes(Path.Combine(snapshot.Folder, "onnx/model.onnx")));
        Assert.Equal(files["onnx/model.onnx_data"], File.ReadAllBytes(Path.Combine(snapshot.Folder, "onnx/model.onnx_data")));
        Assert.False(File.Exists(Path.Combine(snapshot.Folder, "model.safetensors")));
        Assert.StartsWith("../../../blobs/", new FileInfo(Path.Combine(snapshot.Folder, "onnx/model.onnx")).LinkTarget, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_quantized.onnx")]
    [InlineData("onnx/model_quantized.onnx")]
    public async Task GetModel_DownloadsTheGraphThatIsAskedFor(string onnxFile)
    {
        Dictionary<string, byte[]> files = ServedModel.Files();
        files["onnx/model_quantized.onnx"] = ServedModel.Bytes(seed: 4, length: 2000);
        Model.Repository.Commit(ServedModel.Commit, files, "main");
        using HubClient client = new(Settings, onnxFile);

        HubSnapshot snapshot = await client.GetModelAsync(new HubId(HubRepositoryKind.Model, ServedModel.Name, "main"), null, TestContext.Current.CancellationToken);

        Assert.Equal(["model_quantized.onnx"], Directory.EnumerateFiles(Path.Combine(snapshot.Folder, "onnx")).Select(Path.GetFileName));
        Assert.False(File.Exists(Path.Combine(snapshot.Folder, "model.safetensors")));
        Assert.Null(HubClient.FindCached(Cache.Settings(), new HubId(HubRepositoryKind.Model, ServedModel.Name, "main")));
    }

    [Theory]
    [InlineData("{\"architecture\": \"resnet18\", \"num_classes\": 0, \"pretrained_cfg\": {}}", "README.md", "is a checkpoint of timm (resnet18)")]
    [InlineData("{}", "open_clip_config.json", "is a checkpoint of open_clip")]
    public async Task GetModel_RefusesOtherLibrariesByName(string config, string other, string words)
    {
        Dictionary<string, byte[]> files = new() { ["config.json"] = ServedModel.Text(config), [other] = ServedModel.Text("{}"), ["model.safetensors"] = ServedModel.Weights };
        Model.Repository.Commit(ServedModel.Commit, files, "main");

        CheckpointException exception = await Assert.ThrowsAsync<CheckpointException>(GetAsync);

        Assert.Contains($"akin/leaf {words}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public async Task GetModel_DownloadsTheShardsThatTheIndexNames(string whole)
    {
        string stem = Path.GetFileNameWithoutExtension(whole);
        string kind = Path.GetExtension(whole);
        Dictionary<string, byte[]> files = ServedModel.Files().Where(file => !ServedRepository.IsLarge(file.Key)).ToDictionary();
        files[whole + ".index.json"] = ServedModel.Text($"{{\"weight_map\": {{\"a\": \"{stem}-1{kind}\", \"b\": \"{stem}-2{kind}\", \"c\": \"{stem}-1{kind}\"}}}}");
        files[$"{stem}-1{kind}"] = ServedModel.Bytes(seed: 1, length: 1000);
        files[$"{stem}-2{kind}"] = ServedModel.Bytes(seed: 2, length: 2000);
        files[$"{stem}-3{kind}"] = ServedModel.Bytes(seed: 3, length: 3000);
        Model.Repository.Commit(ServedModel.Commit, files, "main");

        HubSnapshot snapshot = await GetAsync();

        Assert.Equal(
            ((string[])["config.json", "preprocessor_config.json", $"{stem}-1{kind}", $"{stem}-2{kind}", $"{whole}.index.json"]).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(snapshot.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task GetModel_RefusesWhatAkinCannotRun_BeforeItsWeights()
    {
        Dictionary<string, byte[]> files = ServedModel.Files();
        files.Remove("onnx/model.onnx");
        files["config.json"] = ServedModel.Text("{\"model_type\": \"bert\"}");
        Model.Repository.Commit(ServedModel.Commit, files, "main");

        CheckpointException exception = await Assert.ThrowsAsync<CheckpointException>(GetAsync);

        Assert.Contains("akin/leaf is of the model_type bert", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Model.Server.Requests, request => request.Path.Contains("safetensors", StringComparison.Ordinal));
    }
}

using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Onnx;

namespace Akin.Vision.Tests.Encoding;

public sealed class OnnxExportTests : IDisposable
{
    private const double Float32Tolerance = 1e-5;

    /// <summary>Half precision's rounding of inputs and outputs, 2^-11 each.</summary>
    private const double Float16Tolerance = 2e-3;

    /// <summary>One step of 8-bit inputs of a range of 2 is 0.008; a token sums three, and all its matrix's entries are exact.</summary>
    private const double Int8Tolerance = 2e-2;

    private const int PictureCount = 3;
    private const int Edge = 5;
    private const int PictureLength = 3 * Edge * Edge;

    private static readonly float[] Pixels = [.. Enumerable.Range(0, PictureCount * PictureLength).Select(index => MathF.Sin(index * (1 + (index / PictureLength))))];

    private readonly TemporaryFolder _folder = new();

    public OnnxExportTests()
    {
        Directory.CreateDirectory(_folder["onnx"]);
        File.Copy(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"), _folder["preprocessor_config.json"]);
    }

    private string Model => Path.Combine(_folder["onnx"], "model.onnx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("image_embeds", "last_hidden_state", "pooler_output", "image_embeds")]
    [InlineData("pooler_output", "last_hidden_state", "pooler_output")]
    [InlineData("last_hidden_state", "last_hidden_state")]
    [InlineData("logits", "logits")]
    [InlineData("last_hidden_state", "logits", "last_hidden_state")]
    public void Open_ChoosesTheEmbeddingAndSaysSo(string expected, params string[] outputs)
    {
        new OnnxExport { Outputs = outputs }.Save(Model);

        AssertEmbeddings(expected, Float32Tolerance, onnxFile: null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void EncodeRaw_TakesAnyBatch(int? batch)
    {
        new OnnxExport { Batch = batch }.Save(Model);

        AssertEmbeddings("pooler_output", Float32Tolerance, onnxFile: null);
    }

    [Fact]
    public void EncodeRaw_ConvertsHalfPrecision()
    {
        new OnnxExport { EdgeType = TensorProto.Types.DataType.Float16 }.Save(Model);

        AssertEmbeddings("pooler_output", Float16Tolerance, onnxFile: null);
    }

    [Fact]
    public void EncodeRaw_GivesTheSameBits_WhateverTheCompanyOfAQuantisedModel()
    {
        new OnnxExport { IsQuantised = true }.Save(Path.Combine(_folder["onnx"], "model_quantized.onnx"));
        AssertEmbeddings("pooler_output", Int8Tolerance, "model_quantized.onnx");

        using ImageEncoder encoder = ImageEncoder.Open(_folder.Path, new EncoderOptions { OnnxFile = "onnx/model_quantized.onnx" });
        float[] together = new float[PictureCount * OnnxExport.Dimensions];
        float[] alone = new float[OnnxExport.Dimensions];
        encoder.EncodeRaw(Pixels, PictureCount, Edge, Edge, together);
        encoder.EncodeRaw(Pixels.AsMemory(PictureLength, PictureLength), 1, Edge, Edge, alone);

        Assert.Equal(together[OnnxExport.Dimensions..(2 * OnnxExport.Dimensions)], alone);
    }

    [Fact]
    public void Open_FindsWeightsBesideTheModel_AlsoThroughACachesLinks()
    {
        new OnnxExport { ExternalData = "model.onnx_data" }.Save(Model);
        AssertEmbeddings("pooler_output", Float32Tolerance, onnxFile: null);
        string original = Fingerprint();

        using TemporaryFolder blobs = new();
        string data = Path.Combine(_folder["onnx"], "model.onnx_data");
        File.Move(Model, blobs["aaaa"]);
        File.Move(data, blobs["bbbb"]);
        File.CreateSymbolicLink(Model, blobs["aaaa"]);
        File.CreateSymbolicLink(data, blobs["bbbb"]);
        AssertEmbeddings("pooler_output", Float32Tolerance, onnxFile: null);
        Assert.Equal(original, Fingerprint());

        byte[] bytes = File.ReadAllBytes(blobs["bbbb"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(blobs["bbbb"], bytes);
        Assert.NotEqual(original, Fingerprint());

        File.Delete(data);
        AssertRefused("model.onnx_data is absent", onnxFile: null);
    }

    [Theory]
    [InlineData("../preprocessor_config.json")]
    [InlineData("/etc/hostname")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    public void Open_RefusesWeightsOutsideTheModelsFolder(string location)
    {
        using (FileStream file = File.Create(Model))
        {
            TensorProto tensor = new() { Name = "matrix", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            GraphProto inner = new() { Initializer = { tensor } };
            NodeProto node = new() { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = inner } } };
            Google.Protobuf.MessageExtensions.WriteTo(new ModelProto { Graph = new GraphProto { Node = { node } } }, file);
        }

        AssertRefused("must lie in a file beside it", onnxFile: null);
    }

    [Fact]
    public void Open_NamesWhatThereIs()
    {
        AssertRefused("has no model_q4.onnx: it has no ONNX model", "model_q4.onnx");

        new OnnxExport().Save(Model);
        new OnnxExport { OtherInputs = ["input_ids"] }.Save(_folder["whole.onnx"]);
        new OnnxExport { Outputs = ["one", "two"] }.Save(_folder["two.onnx"]);
        AssertRefused("it has onnx/model.onnx, two.onnx, whole.onnx", "model_q4.onnx");
        AssertRefused("has the inputs pixel_values, input_ids", "whole.onnx");
        AssertRefused("the outputs one, two", "two.onnx");
    }

    [Fact]
    public void Open_TakesTheNamedExportBeforeTheWeights()
    {
        _folder.Fill(SharedFiles.Fixture("encoders/resnet-1"));
        new OnnxExport().Save(Model);
        using ImageEncoder written = ImageEncoder.Open(_folder.Path);
        using ImageEncoder brought = ImageEncoder.Open(_folder.Path, new EncoderOptions { OnnxFile = "model.onnx" });

        Assert.Null(written.ChosenOutput);
        Assert.Equal("pooler_output of onnx/model.onnx", brought.ChosenOutput);
        Assert.NotEqual(written.Fingerprint, brought.Fingerprint);
    }

    private string Fingerprint()
    {
        using ImageEncoder encoder = ImageEncoder.Open(_folder.Path);
        return encoder.Fingerprint;
    }

    private void AssertEmbeddings(string output, double tolerance, string? onnxFile)
    {
        using ImageEncoder encoder = ImageEncoder.Open(_folder.Path, new EncoderOptions { OnnxFile = onnxFile });
        float[] embeddings = new float[PictureCount * OnnxExport.Dimensions];

        encoder.EncodeRaw(Pixels, PictureCount, Edge, Edge, embeddings);

        Assert.Equal($"{output} of onnx/{onnxFile ?? "model.onnx"}", encoder.ChosenOutput);
        for (int picture = 0; picture < PictureCount; picture++)
        {
            float[] expected = OnnxExport.Expected(Pixels.AsSpan(picture * PictureLength, PictureLength), output);
            Assert.All(
                expected.Zip(embeddings.Skip(picture * OnnxExport.Dimensions)),
                pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
        }
    }

    private void AssertRefused(string words, string? onnxFile)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(_folder.Path, new EncoderOptions { OnnxFile = onnxFile }));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

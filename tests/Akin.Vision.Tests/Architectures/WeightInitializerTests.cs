using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Checkpoints;
using CsCheck;
using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Tests.Architectures;

public sealed class WeightInitializerTests : IDisposable
{
    private const int StorageLength = 200;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weight_HasTheNumbersOfAnyView() => Gen.Select(
        Gen.Select(Gen.Int[1, 4], Gen.Frequency((4, Gen.Const(-1)), (1, Gen.Int[0, 12]))).Array[0, 4],
        Gen.Int[0, 1_000],
        Gen.Int[0, 30],
        Gen.OneOfConst("FloatStorage", "HalfStorage", "BFloat16Storage")).Sample(
        (axes, shuffle, offset, storage) =>
        {
            // Most axes lie densely in some order; a few have a step of their own, so there are gaps or elements seen twice.
            long[] shape = [.. axes.Select(axis => (long)axis.Item1)];
            long[] strides = new long[shape.Length];
            long dense = 1;
            foreach (int axis in Enumerable.Range(0, shape.Length).OrderBy(axis => (axis + 1) * 7919 % (shuffle + 2)))
            {
                strides[axis] = axes[axis].Item2 < 0 ? dense : axes[axis].Item2;
                dense *= shape[axis];
            }

            if (offset + shape.Zip(strides, (length, stride) => (length - 1) * stride).Sum() >= StorageLength)
            {
                return;
            }

            string path = _folder["pytorch_model.bin"];
            new TorchFile().Begin().Tensor("weight", "0", StorageLength, offset, shape, strides, storage).End().Entry("data/0", Numbers(storage)).Save(path);
            CheckpointWeights weights = CheckpointWeights.Open(path);

            float[] values = Run(weights, shape);

            Assert.Equal(TensorValues.Read(weights.Tensors["weight"]), values);
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Weight_RefusesAViewLargerThanItsFile()
    {
        string path = _folder["pytorch_model.bin"];
        long[] shape = [1L << 40, 2];
        new TorchFile().Begin().Tensor("weight", "0", 2, 0, shape, [0, 1]).End().Entry("data/0", new byte[8]).Save(path);
        GraphWriter graph = new(CheckpointWeights.Open(path));

        CheckpointException exception = Assert.Throws<CheckpointException>(() => graph.Weight("weight", shape));

        Assert.Contains("the tensor weight is a view that takes 8796093022208 bytes", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Numbers(string storage) =>
    [
        .. Enumerable.Range(0, StorageLength).SelectMany(number => storage switch
        {
            "HalfStorage" => BitConverter.GetBytes((Half)(number / 4f)),
            "BFloat16Storage" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)),
            _ => BitConverter.GetBytes(number / 3f),
        }),
    ];

    private static float[] Run(CheckpointWeights weights, long[] shape)
    {
        GraphWriter graph = new(weights);
        graph.Output("values", graph.Node("Flatten", [graph.Weight("weight", shape)], ("axis", 0L)), shape.Aggregate(1L, (product, length) => product * length));
        RuntimeTelemetry.SwitchOff();
        using SessionOptions settings = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weights.Folder);
        using InferenceSession session = new(graph.ToModel(), settings);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3, 1, 1]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [GraphWriter.InputName], [input], ["values"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

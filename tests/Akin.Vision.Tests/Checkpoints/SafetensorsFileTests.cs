using System.Buffers.Binary;
using System.Text.Json;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using CsCheck;

namespace Akin.Vision.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "model.safetensors");

    public static TheoryData<string> HostileFiles =>
        [.. Directory.EnumerateFiles(SharedFiles.Fixture("checkpoints"), "*.safetensors").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void Read_RefusesAHeaderThatLies(string file)
    {
        string path = SharedFiles.Fixture($"checkpoints/{file}");

        CheckpointException exception = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(path));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Read_FindsEveryTensorWhereItWasWritten() => Gen.Select(Gen.Int[0, 5].Array[0, 4], Gen.OneOfConst("F32", "F16", "I64", "U8")).Array[0, 8].Sample(
        tensors =>
        {
            Dictionary<string, int> bytes = new() { ["F32"] = 4, ["F16"] = 2, ["I64"] = 8, ["U8"] = 1 };
            Dictionary<string, object> header = new() { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
            long offset = 0;
            for (int index = 0; index < tensors.Length; index++)
            {
                long length = tensors[index].Item1.Aggregate((long)bytes[tensors[index].Item2], (product, edge) => product * edge);
                header[$"t{index}"] = new { dtype = tensors[index].Item2, shape = tensors[index].Item1, data_offsets = new[] { offset, offset + length } };
                offset += length;
            }

            byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
            byte[] file = new byte[8 + text.Length + offset];
            BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
            text.CopyTo(file, 8);
            File.WriteAllBytes(_path, file);

            SafetensorsFile read = SafetensorsFile.Read(_path);

            Assert.Equal(tensors.Length, read.Tensors.Count);
            Assert.Equal(offset, read.Tensors.Values.Sum(tensor => tensor.LengthInBytes));
            Assert.All(tensors.Index(), one => Assert.Equal(one.Item.Item1.Select(edge => (long)edge), read.Tensors[$"t{one.Index}"].Shape));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void Read_SurvivesChangedBytes()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(SharedFiles.Fixture("encoders/resnet-2"), "model.safetensors"))[..20_000];
        Gen.Select(Gen.Int[0, 12_000], Gen.Byte).Sample(
            (place, value) =>
            {
                byte[] changed = [.. good];
                changed[place] = value;
                File.WriteAllBytes(_path, changed);
                Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(_path));
            },
            iter: 300,
            threads: 1);
    }
}

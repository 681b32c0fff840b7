using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using CsCheck;

namespace Akin.Vision.Tests.Checkpoints;

/// <summary>Files that somebody changed: read as far as they are sound, or refused in one sentence, in memory that the file's own length bounds.</summary>
public sealed class ChangedBytesTests : IDisposable
{
    /// <summary>Small objects and JSON's own tables; a length field that is believed would take gigabytes.</summary>
    private const long FixedBytes = 2 << 20;

    /// <summary>A pickle's values take some dozens of times its bytes.</summary>
    private const long BytesPerFileByte = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bin-zip")]
    [InlineData("bin-legacy")]
    [InlineData("bin-views")]
    public void TorchArchive_GivesTensorsInsideTheFileOrRefuses(string form)
    {
        byte[] good = File.ReadAllBytes(SharedFiles.Fixture($"checkpoints/{form}/pytorch_model.bin"));
        int pickleEnd = Math.Min(good.Length, 5_000);
        int directoryStart = good.Length - 3_500;
        Gen<int> place = Gen.OneOf(Gen.Int[0, pickleEnd], Gen.Int[directoryStart, good.Length - 1], Gen.Int[good.Length - 120, good.Length - 1]);
        Gen.Select(Gen.Select(place, Gen.Byte).Array[1, 3], Gen.Int[0, 12]).Sample(
            (changes, cut) => AssertBounded(_folder["pytorch_model.bin"], Change(good, changes, cut), path => TorchArchive.Read(path)),
            iter: 1_000,
            threads: 1);
    }

    [Fact]
    public void SafetensorsFile_GivesTensorsInsideTheFileOrRefuses_WhenBytesChange()
    {
        byte[] good = File.ReadAllBytes(SharedFiles.Fixture("checkpoints/sharded/model-00001-of-00004.safetensors"));
        int headerEnd = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        Gen.Select(Gen.Select(Gen.Int[0, headerEnd], Gen.Byte).Array[1, 3], Gen.Int[0, 12]).Sample(
            (changes, cut) => AssertBounded(_folder["model.safetensors"], Change(good, changes, cut), path => SafetensorsFile.Read(path).Tensors.Values),
            iter: 700,
            threads: 1);
    }

    [Fact]
    public void SafetensorsFile_GivesTensorsInsideTheFileOrRefuses_WhenTheHeaderLies()
    {
        byte[] good = File.ReadAllBytes(SharedFiles.Fixture("checkpoints/sharded/model-00004-of-00004.safetensors"));
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        string header = System.Text.Encoding.UTF8.GetString(good, 8, headerLength);
        string[] names = [.. JsonNode.Parse(header)!.AsObject().Select(entry => entry.Key).Where(name => name != "__metadata__")];
        Gen<JsonNode?> number = Gen.OneOf(
            Gen.Long.Select(value => (JsonNode?)value),
            Gen.Int[-2, 30_000].Select(value => (JsonNode?)value),
            Gen.OneOfConst<string>("1e9", "1.5", "\"7\"", "null", "[]", "18446744073709551615", "9223372036854775807").Select(text => JsonNode.Parse(text)));
        Gen<(string, JsonNode?)> change = Gen.OneOf(
            Gen.OneOfConst("F32", "F64", "F4", "BF16", "BOOL", "f32", "").Select(type => ("dtype", (JsonNode?)type)),
            number.Array[0, 5].Select(shape => ("shape", (JsonNode?)new JsonArray(shape))),
            number.Array[0, 3].Select(offsets => ("data_offsets", (JsonNode?)new JsonArray(offsets))));
        Gen.Select(Gen.OneOfConst(names), change).Sample(
            (name, altered) =>
            {
                JsonNode changed = JsonNode.Parse(header)!;
                changed[name]![altered.Item1] = altered.Item2?.DeepClone();
                byte[] text = JsonSerializer.SerializeToUtf8Bytes(changed);
                byte[] length = BitConverter.GetBytes((long)text.Length);
                AssertBounded(_folder["model.safetensors"], [.. length, .. text, .. good[(8 + headerLength)..]], path => SafetensorsFile.Read(path).Tensors.Values);
            },
            iter: 700,
            threads: 1);
    }

    private static byte[] Change(byte[] good, (int Place, byte Value)[] changes, int cut)
    {
        byte[] changed = [.. good];
        foreach ((int place, byte value) in changes)
        {
            changed[place] = value;
        }

        return cut == 0 ? changed[..(changes[0].Place + 1)] : changed;
    }

    private static void AssertBounded(string path, byte[] file, Func<string, IEnumerable<StoredTensor>> read)
    {
        File.WriteAllBytes(path, file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            foreach (StoredTensor tensor in read(path))
            {
                Assert.InRange(tensor.OffsetInBytes, 0, file.Length);
                Assert.InRange(tensor.LengthInBytes, 0, file.Length - tensor.OffsetInBytes);
            }
        }
        catch (CheckpointException exception)
        {
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (BytesPerFileByte * file.Length));
    }
}

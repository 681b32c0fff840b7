using System.Text;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed class NpyReaderHostileTests : IDisposable
{
    private static readonly byte[] Good = NpyBytes.File("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"u8.ToArray(), new byte[24]);

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "e.npy");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", "of the type >f4")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "of the type |O")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", "of the type <i8")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "a structure")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }", "no number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "no number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2), }", "more numbers than can be")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905, 1), }", "more numbers than can be")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000), }", "truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9999999999), }", "damaged")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "damaged")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "single number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "lacks one of")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'shape': (2, 3), }", "twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': 1, 'shape': (2, 3), }", "not as expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } and more", "not as expected")]
    [InlineData("{'descr': '<f4", "not as expected")]
    [InlineData("", "not as expected")]
    public void Open_RefusesADescription(string description, string words)
    {
        AssertRefused(NpyBytes.File(Encoding.UTF8.GetBytes(description), new byte[24]), words);
    }

    [Fact]
    public void Open_RefusesMoreAxesThanAnArrayHas()
    {
        string shape = string.Join(',', Enumerable.Repeat("1", 65));
        AssertRefused(NpyBytes.File(Encoding.UTF8.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}"), new byte[4]), "65 axes");
    }

    [Fact]
    public void Open_RefusesALengthThatItsDescriptionCannotHave_BeforeAllocating()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(NpyBytes.File("{}"u8.ToArray(), [], version: 2, claimedLength: uint.MaxValue), "a description of 4294967295 bytes");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_RefusesEveryShorterFile_AndALongerOne()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            AssertRefused(Good[..length], string.Empty);
        }

        AssertRefused([.. Good, 0], "damaged");
    }

    [Fact]
    public void Open_EndsInASentence_WhateverByteIsChanged()
    {
        Gen.Select(Gen.Int[0, Good.Length - 25], Gen.Byte).Sample(
            (position, value) =>
            {
                byte[] changed = [.. Good];
                changed[position] = value;
                File.WriteAllBytes(_path, changed);
                try
                {
                    using NpyReader reader = NpyReader.Open(_path);
                    return reader.ReadToEnd().Length * 4 <= changed.Length;
                }
                catch (IndexFormatException exception)
                {
                    return exception.Path == _path && !exception.Message.Contains('\n');
                }
            },
            threads: 1,
            iter: 3_000);
    }

    [Fact]
    public void Read_SaysThatTheFileBecameShorter()
    {
        File.WriteAllBytes(_path, NpyBytes.File("{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 3), }\n"u8.ToArray(), new byte[1_200_000]));
        using NpyReader reader = NpyReader.Open(_path);
        using (FileStream file = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(600_000);
        }

        Assert.Contains("became shorter", Assert.Throws<IndexFormatException>(reader.ReadToEnd).Message, StringComparison.Ordinal);
    }

    private void AssertRefused(byte[] file, string words)
    {
        File.WriteAllBytes(_path, file);
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => NpyReader.Open(_path));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
    }
}

using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class RotationTests
{
    private delegate void Kernel(Span<float> group, ReadOnlySpan<float> signs);

    private static readonly Kernel[] Kernels = [Rotation.Butterfly128, Rotation.Butterfly256, Rotation.Butterfly512, Rotation.Butterfly];

    [Fact]
    public void Butterfly_IsTheSameBitsByEveryWidth() => Gen.Select(Gen.Float[-9, 9].Array[128], Gen.Float[-1, 1].Array[128]).Sample((values, signs) =>
    {
        using GuardedMemory memory = new(512);
        float[] expected = [.. values];
        Rotation.ButterflyScalar(expected, signs);

        return Kernels.All(kernel =>
        {
            values.CopyTo(memory.Last<float>(128));
            kernel(memory.Last<float>(128), signs);
            return memory.Last<float>(128).SequenceEqual(expected);
        });
    });

    [Fact]
    public void Transpose_IsTheSameByTiles_AndWritesNothingElse()
    {
        Assert.SkipUnless(Sse.IsSupported || AdvSimd.Arm64.IsSupported, "The machine has no instructions that take numbers in turns.");
        for (int rowCount = 1; rowCount <= 40; rowCount++)
        {
            float[] values = [.. Enumerable.Range(0, 16 * rowCount)];
            float[] expected = new float[values.Length];
            Rotation.TransposeScalar(values, expected, 0);
            using GuardedMemory source = new(sizeof(float) * values.Length);
            using GuardedMemory target = new(sizeof(float) * values.Length);
            values.CopyTo(source.Last<float>(values.Length));

            Rotation.Transpose128(source.Last<float>(values.Length), target.Last<float>(values.Length));

            Assert.Equal(expected, target.Last<float>(values.Length).ToArray());
            Assert.Equal(1, expected[rowCount]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(72)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(207)]
    [InlineData(320)]
    [InlineData(384)]
    [InlineData(768)]
    [InlineData(1280)]
    [InlineData(4097)]
    public void Apply_KeepsLengthsAndAngles(int dimensions)
    {
        Random random = new(dimensions);
        RandomRotation rotation = new(dimensions, 1);
        for (int pair = 0; pair < 10; pair++)
        {
            float[] first = Numbers(random, dimensions);
            float[] second = Numbers(random, dimensions);
            float[] rotatedFirst = Apply(rotation, first);
            float[] rotatedSecond = Apply(rotation, second);

            double tolerance = 1e-5 * Math.Sqrt(Product(first, first) * Product(second, second));
            Assert.Equal(Product(first, second), Product(rotatedFirst, rotatedSecond), tolerance);
            Assert.Equal(Product(first, first), Product(rotatedFirst, rotatedFirst), 1e-5 * Product(first, first));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(320)]
    [InlineData(384)]
    [InlineData(768)]
    [InlineData(1280)]
    public void Apply_SpreadsEveryAxisOverAllComponents(int dimensions)
    {
        RandomRotation rotation = new(dimensions, 2);
        int length = rotation.RotatedDimensions;
        for (int axis = 0; axis < dimensions; axis += Math.Max(1, dimensions / 40))
        {
            float[] unit = new float[dimensions];
            unit[axis] = 1;
            float[] rotated = Apply(rotation, unit);

            // A random direction's largest component is about sqrt(2 ln d / d): below twice that with all but certainty.
            double largest = 2 * Math.Sqrt(2 * Math.Log(length) / length);
            Assert.True(rotated.Max(Math.Abs) <= largest, $"axis {axis}: {rotated.Max(Math.Abs)} of {largest}");
            Assert.True(rotated.Count(component => component != 0) > length / 2, $"{rotated.Count(component => component != 0)} of {length}");
        }
    }

    [Theory]
    [InlineData(20, 0, 8816257419884809656)]
    [InlineData(200, 42, 317989472339242970)]
    [InlineData(768, 7, 6803029424295012498)]
    [InlineData(1000, ulong.MaxValue, 14220464946338444604)]
    public void Apply_GivesTheseNumbersForEver(int dimensions, ulong seed, ulong expected)
    {
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(index => (index % 7) - 3f)];
        float[] rotated = Apply(new RandomRotation(dimensions, seed), vector);

        ulong hash = 14695981039346656037;
        foreach (float component in rotated)
        {
            hash = (hash ^ BitConverter.SingleToUInt32Bits(component)) * 1099511628211;
        }

        // Computed apart from Akin, from docs/formats/codes.md. Codes on disk are made by these signs: another value here makes them worthless.
        Assert.Equal(expected, hash);
    }

    private static float[] Apply(RandomRotation rotation, float[] vector)
    {
        float[] rotated = new float[rotation.RotatedDimensions];
        rotation.Apply(vector, rotated, new float[rotation.RotatedDimensions]);
        return rotated;
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];

    private static double Product(float[] left, float[] right) => left.Zip(right, (one, other) => (double)one * other).Sum();
}

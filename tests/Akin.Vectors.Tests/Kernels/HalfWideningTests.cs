using Akin.Vectors.Kernels;

namespace Akin.Vectors.Tests.Kernels;

public sealed class HalfWideningTests
{
    private delegate void Kernel(ReadOnlySpan<Half> halves, Span<float> widened);

    private static readonly (Kernel Kernel, int Least)[] Kernels =
        [(HalfWidening.WidenScalar, 0), (HalfWidening.Widen128, 8), (HalfWidening.Widen256, 16), (HalfWidening.Widen512, 32), (HalfWidening.Widen, 0)];

    [Fact]
    public void Widen_IsExactForEveryNumber()
    {
        Half[] halves = [.. Enumerable.Range(0, 65_536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        foreach ((Kernel kernel, _) in Kernels)
        {
            float[] widened = new float[halves.Length];

            kernel(halves, widened);

            for (int bits = 0; bits < halves.Length; bits++)
            {
                if (Half.IsNaN(halves[bits]))
                {
                    Assert.True(float.IsNaN(widened[bits]));
                }
                else
                {
                    Assert.Equal(BitConverter.SingleToInt32Bits((float)halves[bits]), BitConverter.SingleToInt32Bits(widened[bits]));
                }
            }
        }
    }

    [Fact]
    public void Widen_TakesEveryLength_AndTouchesNothingBeside()
    {
        Random random = new(1);
        foreach (int length in (int[])[.. Enumerable.Range(0, 258), 320, 384, 768])
        {
            using GuardedMemory source = new(2 * length);
            using GuardedMemory target = new(4 * length);
            Span<Half> halves = source.Last<Half>(length);
            foreach (ref Half half in halves)
            {
                half = (Half)(random.NextDouble() - 0.5);
            }

            foreach ((Kernel kernel, int least) in Kernels)
            {
                if (length >= least)
                {
                    Span<float> widened = target.Last<float>(length);
                    widened.Fill(7);

                    kernel(halves, widened);

                    for (int index = 0; index < length; index++)
                    {
                        Assert.Equal((float)halves[index], widened[index]);
                    }
                }
            }
        }
    }
}

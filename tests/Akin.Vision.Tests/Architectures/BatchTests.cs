using Akin.Testing;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

public sealed class BatchTests
{
    public static TheoryData<string> Names => [.. Goldens.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeRaw_GivesTheSameBits_WhateverTheBatchAndTheThreads(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        Npy input = Npy.Read(Path.Combine(Goldens.Folder(name), "pixel_values.npy"));
        using ImageEncoder one = ImageEncoder.Open(checkpoint.Path, Goldens.Options(name));
        using ImageEncoder two = ImageEncoder.Open(checkpoint.Path, Goldens.Options(name) with { IntraOpThreads = 2 });
        float[] batch = new float[input.Shape[0] * one.Dimensions];
        one.EncodeRaw(input.Values, input.Shape[0], input.Shape[2], input.Shape[3], batch);

        for (int picture = 0; picture < input.Shape[0]; picture++)
        {
            foreach (ImageEncoder encoder in new[] { one, two })
            {
                float[] alone = new float[one.Dimensions];
                encoder.EncodeRaw(input.Row(picture).ToArray(), 1, input.Shape[2], input.Shape[3], alone);

                Assert.Equal(batch[(picture * alone.Length)..((picture + 1) * alone.Length)], alone);
            }
        }
    }
}

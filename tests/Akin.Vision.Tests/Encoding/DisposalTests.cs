using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;

namespace Akin.Vision.Tests.Encoding;

public sealed class DisposalTests
{
    [Fact]
    public async Task Dispose_LetsCallsUnderWayEnd_AndRefusesNewOnes()
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
            using PixelImage picture = new(64, 64, new byte[64 * 64 * 3]);
            float[] expected = new float[encoder.Dimensions];
            encoder.Encode(picture, expected);
            int goodCount = 0;
            Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                float[] embedding = new float[encoder.Dimensions];
                while (true)
                {
                    try
                    {
                        encoder.Encode(picture, embedding);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }

                    Assert.Equal(expected, embedding);
                    Interlocked.Increment(ref goodCount);
                }
            }))];
            SpinWait.SpinUntil(() => Volatile.Read(ref goodCount) > 8);

            encoder.Dispose();
            encoder.Dispose();

            await Task.WhenAll(callers);
            Assert.Throws<ObjectDisposedException>(() => encoder.Encode(picture, expected));
        }
    }

    [Fact]
    public async Task GenerateAsync_SaysThatTheEncoderWasDisposed()
    {
        ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using PixelImage picture = new(64, 64, new byte[64 * 64 * 3]);
        DataContent[] pictures = [.. Enumerable.Repeat(new DataContent(picture.ToPng(), "image/png"), 5_000)];
        Task<GeneratedEmbeddings<Embedding<float>>> generation = encoder.GenerateAsync(pictures, cancellationToken: TestContext.Current.CancellationToken);

        encoder.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => generation);
    }

    [Fact]
    public void Gate_ReleasesOnce_AfterTheLastCall()
    {
        int releaseCount = 0;
        CallGate gate = new(() => releaseCount++);
        gate.Enter(this);
        gate.Enter(this);

        gate.Close();
        gate.Close();
        gate.Leave();

        Assert.Equal(0, releaseCount);
        Assert.Throws<ObjectDisposedException>(() => gate.Enter(this));
        gate.Leave();
        Assert.Equal(1, releaseCount);
        Assert.Throws<ObjectDisposedException>(() => gate.Enter(this));
    }
}

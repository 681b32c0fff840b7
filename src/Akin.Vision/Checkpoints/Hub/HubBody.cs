using System.Buffers;
using System.Globalization;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>The body of an answer, watched: one that breaks off or trickles ends in a <see cref="BrokenBodyException"/>.</summary>
internal sealed class HubBody(HubAnswer answer, HubSettings settings)
{
    /// <summary>A body that brings less than this within <see cref="HubSettings.StallTimeout"/>, and does not end, counts as stalled.</summary>
    public const int LeastBytesATimeout = 1024;

    private const int BufferLength = 256 << 10;

    /// <summary>Hands over the body piece by piece, each valid until the call returns.</summary>
    /// <exception cref="BrokenBodyException">It broke off or stalled.</exception>
    public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        using CancellationTokenSource watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        long length = 0;
        long watchedLength = 0;
        try
        {
            watch.CancelAfter(settings.StallTimeout);
            await using Stream body = await answer.Message.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            while (await ReadAsync(body, buffer, watch, cancellationToken).ConfigureAwait(false) is int count and > 0)
            {
                await take(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                length += count;
                if (length - watchedLength >= LeastBytesATimeout)
                {
                    watchedLength = length;
                    watch.CancelAfter(settings.StallTimeout);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationTokenSource watch, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            string limit = string.Create(CultureInfo.InvariantCulture, $"{settings.StallTimeout.TotalSeconds:0.###} s");
            throw new BrokenBodyException($"The download from {answer.Address.Authority} stalled for {limit}: run it again to go on, or raise HF_HUB_DOWNLOAD_TIMEOUT.", exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new BrokenBodyException($"The download from {answer.Address.Authority} broke off: run it again to go on.", exception);
        }
    }
}

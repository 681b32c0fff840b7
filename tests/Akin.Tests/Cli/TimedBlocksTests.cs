using System.Threading.Channels;
using Akin.Cli.Commands;

namespace Akin.Tests.Cli;

public sealed class TimedBlocksTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(11, 4)]
    [InlineData(5, 1)]
    public async Task Of_KeepsTheOrder_InFullBlocks(int itemCount, int blockCount)
    {
        List<int> all = [];
        List<int> counts = [];
        await foreach (IReadOnlyList<int> block in TimedBlocks.Of(Enumerable.Range(0, itemCount).ToAsyncEnumerable(), blockCount, Forever, TestContext.Current.CancellationToken))
        {
            all.AddRange(block);
            counts.Add(block.Count);
        }

        Assert.Equal(Enumerable.Range(0, itemCount), all);
        Assert.Equal(Enumerable.Repeat(blockCount, itemCount / blockCount).Concat(itemCount % blockCount == 0 ? [] : [itemCount % blockCount]), counts);
    }

    [Fact]
    public async Task Of_GivesWhatThereIs_WhereTheNextKeepsAwayTooLong()
    {
        Channel<int> items = Channel.CreateUnbounded<int>();
        await items.Writer.WriteAsync(1, TestContext.Current.CancellationToken);
        await using IAsyncEnumerator<IReadOnlyList<int>> blocks = TimedBlocks
            .Of(items.Reader.ReadAllAsync(TestContext.Current.CancellationToken), 100, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await blocks.MoveNextAsync());
        Assert.Equal([1], blocks.Current);

        await items.Writer.WriteAsync(2, TestContext.Current.CancellationToken);
        items.Writer.Complete();
        Assert.True(await blocks.MoveNextAsync());
        Assert.Equal([2], blocks.Current);
        Assert.False(await blocks.MoveNextAsync());
    }

    [Fact]
    public async Task Of_PassesOnWhatFails_AfterWhatCameBefore()
    {
        List<int> all = [];
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (IReadOnlyList<int> block in TimedBlocks.Of(Failing(), 2, Forever, TestContext.Current.CancellationToken))
            {
                all.AddRange(block);
            }
        });

        Assert.Equal([1, 2], all);
    }

    private static async IAsyncEnumerable<int> Failing()
    {
        yield return 1;
        yield return 2;
        await Task.Yield();
        throw new InvalidOperationException("Nothing more.");
    }
}

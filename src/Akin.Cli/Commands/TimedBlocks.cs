using System.Runtime.CompilerServices;

namespace Akin.Cli.Commands;

/// <summary>Collects what comes one by one, so that it can be worked on together, but does not let it wait.</summary>
internal static class TimedBlocks
{
    /// <summary>Collects items into blocks.</summary>
    /// <param name="items">The items. Whoever leaves the enumeration early cancels them first, for the next one is waited for.</param>
    /// <param name="itemCount">How many a block holds at most.</param>
    /// <param name="longestWait">How long the first item of a block waits for others.</param>
    /// <param name="cancellationToken">Passed on to the items.</param>
    /// <returns>Blocks of at least one item, in the items' order.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<T>> Of<T>(
        IAsyncEnumerable<T> items, int itemCount, TimeSpan longestWait, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(cancellationToken);
        Task<bool> next = enumerator.MoveNextAsync().AsTask();
        try
        {
            List<T> block = [];
            Task longest = Task.CompletedTask;
            while (true)
            {
                if (block.Count == itemCount || (block.Count > 0 && !next.IsCompleted && await Task.WhenAny(next, longest) != next))
                {
                    yield return block;
                    block = [];
                }

                if (!await next)
                {
                    break;
                }

                longest = block.Count == 0 ? Task.Delay(longestWait, TimeProvider.System, CancellationToken.None) : longest;
                block.Add(enumerator.Current);
                next = enumerator.MoveNextAsync().AsTask();
            }

            if (block.Count > 0)
            {
                yield return block;
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

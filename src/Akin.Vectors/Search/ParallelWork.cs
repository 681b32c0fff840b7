using System.Runtime.ExceptionServices;

namespace Akin.Vectors.Search;

/// <summary>Loops on several threads, whose failure is that of their body: a damaged row is reported as such, not as one of several errors.</summary>
internal static class ParallelWork
{
    /// <summary>Runs a loop whose steps do not depend on each other, and write into nothing of their thread's.</summary>
    /// <param name="start">The first step.</param>
    /// <param name="end">The step behind the last one.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="body">Does a step.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void For(long start, long end, ParallelOptions options, Action<long> body) =>
        For<object?>(start, end, options, static () => null, (step, _) => body(step));

    /// <summary>Runs a loop whose steps do not depend on each other.</summary>
    /// <param name="start">The first step.</param>
    /// <param name="end">The step behind the last one.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="own">Makes what a thread writes into.</param>
    /// <param name="body">Does a step.</param>
    /// <param name="done">Takes what a thread wrote into, on any thread.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void For<TOwn>(long start, long end, ParallelOptions options, Func<TOwn> own, Action<long, TOwn> body, Action<TOwn>? done = null)
    {
        try
        {
            Parallel.For(start, end, options, own, (step, _, written) =>
            {
                body(step, written);
                return written;
            }, written => done?.Invoke(written));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}

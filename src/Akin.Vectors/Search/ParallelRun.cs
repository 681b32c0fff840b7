using System.Runtime.ExceptionServices;

namespace Akin.Vectors.Search;

/// <summary>Parallel loops whose first fault is thrown as it is, such as a damaged row's, and not as one of many.</summary>
internal static class ParallelRun
{
    /// <summary>Does parts 0 to <paramref name="partCount"/> - 1, in any order.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static void For(int partCount, ParallelOptions options, Action<int> part)
    {
        try
        {
            Parallel.For(0, partCount, options, part);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}

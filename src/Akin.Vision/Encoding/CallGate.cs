namespace Akin.Vision.Encoding;

/// <summary>
/// Keeps what calls use alive until the last of them is over: closing refuses new calls at once, and <paramref name="release"/> runs when none is under way,
/// on the thread of whoever is last. Thread-safe; allocates nothing a call.
/// </summary>
/// <param name="release">Frees what the calls use; runs once.</param>
internal sealed class CallGate(Action release)
{
    /// <summary>Calls under way, and one for the owner until he closes.</summary>
    private int _holderCount = 1;

    private int _isClosed;

    /// <summary>Begins a call, which <see cref="Leave"/> ends.</summary>
    /// <param name="owner">What is named as disposed.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Enter(object owner)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, owner);
        int holderCount = Volatile.Read(ref _holderCount);
        while (true)
        {
            // It may be closed meanwhile: what has been released stays so.
            ObjectDisposedException.ThrowIf(holderCount == 0, owner);
            int seen = Interlocked.CompareExchange(ref _holderCount, holderCount + 1, holderCount);
            if (seen == holderCount)
            {
                return;
            }

            holderCount = seen;
        }
    }

    /// <summary>Ends a call.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _holderCount) == 0)
        {
            release();
        }
    }

    /// <summary>Refuses further calls, and releases when those under way are over. Any number of times.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Leave();
        }
    }
}

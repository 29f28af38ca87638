namespace Tracing.Assembling;

/// <summary>Lets linear work on a growing trace run only as often as its growth pays for: n spans cost O(n) in all.</summary>
/// <remarks>One owner. Small traces are never held back.</remarks>
internal sealed class Amortized
{
    private const int AlwaysUpTo = 1024;

    private int _ranAt;

    public bool MayRun(int size)
    {
        // An eighth more than the last time: the runs' sizes are a geometric series.
        if (size > AlwaysUpTo && size < _ranAt + (_ranAt / 8)) return false;
        _ranAt = size;
        return true;
    }
}

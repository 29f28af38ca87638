namespace Tracing.Assembling;

/// <summary>Limits how often work that is linear in a growing trace runs, so that n spans cost O(n) in all.</summary>
/// <remarks>One owner. For small traces the work always runs. A structure: each ledger has two.</remarks>
internal struct Amortized
{
    private const int AlwaysUpTo = 1024;

    private int _ranAt;

    public bool MayRun(int size)
    {
        // The trace must have grown by an eighth since the last run: the sizes of the runs form a geometric series.
        if (size > AlwaysUpTo && size < _ranAt + (_ranAt / 8)) return false;
        _ranAt = size;
        return true;
    }
}

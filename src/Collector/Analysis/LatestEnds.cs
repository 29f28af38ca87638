using System.Numerics;

namespace Tracing.Analysis;

/// <summary>Finds the last end before a moment within a range of spans. The moments asked for must not
/// increase.</summary>
/// <remarks>A tournament tree: building is O(n log n), each other operation O(log n) for each span. One
/// owner.</remarks>
internal sealed class LatestEnds
{
    public const int None = -1;

    private readonly ulong[] _ends;
    private readonly int[] _winners;
    private readonly int _leaves;
    private readonly int[] _byEnd;
    private int _passed;

    /// <param name="ends">One end for each span.</param>
    public LatestEnds(ulong[] ends)
    {
        _ends = ends;
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, ends.Length));
        _winners = new int[2 * _leaves];
        Array.Fill(_winners, None);
        for (var i = 0; i < ends.Length; i++) _winners[_leaves + i] = i;
        for (var i = _leaves - 1; i > 0; i--) _winners[i] = Later(_winners[2 * i], _winners[2 * i + 1]);
        _byEnd = [.. Enumerable.Range(0, ends.Length).OrderByDescending(i => ends[i])];
    }

    /// <summary>Leaves a span out from now on.</summary>
    public void Remove(int index)
    {
        if (_winners[_leaves + index] == None) return;
        _winners[_leaves + index] = None;
        for (var i = (_leaves + index) / 2; i > 0; i /= 2) _winners[i] = Later(_winners[2 * i], _winners[2 * i + 1]);
    }

    /// <summary>Returns the span with the last end not after the moment, or <see cref="None"/>; of equal ends the first
    /// span.</summary>
    /// <param name="from">The first span of the range.</param>
    /// <param name="to">The span after the range.</param>
    public int Find(int from, int to, ulong moment)
    {
        // Moments only go back, so what ends after this one is never asked for again.
        while (_passed < _byEnd.Length && _ends[_byEnd[_passed]] > moment) Remove(_byEnd[_passed++]);
        var found = None;
        for (int left = _leaves + from, right = _leaves + to; left < right; left /= 2, right /= 2)
        {
            if (left % 2 == 1) found = Later(found, _winners[left++]);
            if (right % 2 == 1) found = Later(found, _winners[--right]);
        }
        return found;
    }

    private int Later(int one, int other)
    {
        if (one == None || other == None) return one == None ? other : one;
        if (_ends[one] != _ends[other]) return _ends[one] > _ends[other] ? one : other;
        return Math.Min(one, other);
    }
}

namespace Tracing;

/// <summary>How many children a span has, whether it has ended, and whether somebody has written to it: one atomic
/// word.</summary>
/// <remarks>
/// Any thread. In one word, so that a child that starts while its parent ends is either counted in the record or told that
/// it is detached, and a writer either claims before the end or writes nothing; never neither, never both.
/// </remarks>
internal struct SpanWord
{
    /// <summary>Children that can be counted; more are as detached as those that come too late.</summary>
    public const int MaxCount = ClaimedBit - 1;

    private const int EndedBit = int.MinValue;
    private const int ClaimedBit = 1 << 30;

    private int _bits;

    private SpanWord(int bits) => _bits = bits;

    /// <summary>Of a span whose body is its own from the start.</summary>
    public static SpanWord Claimed => new(ClaimedBit);

    /// <summary>Of a span that is none of ours.</summary>
    public static SpanWord ClaimedAndEnded => new(ClaimedBit | EndedBit);

    /// <summary>Of a span whose body goes back unless somebody claims it.</summary>
    public static SpanWord Lent => default;

    public readonly int Count => Read() & MaxCount;

    public readonly bool HasEnded => (Read() & EndedBit) != 0;

    public readonly bool IsClaimed => (Read() & ClaimedBit) != 0;

    /// <summary>Counts one more, unless it has ended.</summary>
    public bool TryCount()
    {
        while (true)
        {
            var before = Read();
            if ((before & EndedBit) != 0 || (before & MaxCount) == MaxCount) return false;
            if (Interlocked.CompareExchange(ref _bits, before + 1, before) == before) return true;
        }
    }

    /// <summary>True: what the span records in stays with it for good, and may be written to. False: it has ended.</summary>
    public bool TryClaim() => (Read() & (EndedBit | ClaimedBit)) == ClaimedBit || TryClaimFirst();

    /// <summary>Ends it; true for the one call that did.</summary>
    /// <param name="wasClaimed">Whether somebody had claimed by then; later nobody can.</param>
    public bool TryEnd(out bool wasClaimed)
    {
        var before = Interlocked.Or(ref _bits, EndedBit);
        wasClaimed = (before & ClaimedBit) != 0;
        return (before & EndedBit) == 0;
    }

    // Apart, so that what each tag asks stays small.
    private bool TryClaimFirst()
    {
        while (true)
        {
            var before = Read();
            if ((before & EndedBit) != 0) return false;
            if ((before & ClaimedBit) != 0) return true;
            if (Interlocked.CompareExchange(ref _bits, before | ClaimedBit, before) == before) return true;
        }
    }

    private readonly int Read() => Volatile.Read(in _bits);
}

namespace Tracing;

/// <summary>The number of children of a span, whether it has ended, and whether its body was claimed, in one atomic
/// word.</summary>
/// <remarks>
/// Any thread. One word, so that these races have one outcome each. A child that starts while its parent ends is either
/// counted in the record or told that it is detached. A writer either claims before the end or writes nothing.
/// </remarks>
internal struct SpanWord
{
    /// <summary>The most children that are counted; further ones are detached.</summary>
    public const int MaxCount = ClaimedBit - 1;

    private const int EndedBit = int.MinValue;
    private const int ClaimedBit = 1 << 30;

    private int _bits;

    private SpanWord(int bits) => _bits = bits;

    /// <summary>The start of a span that keeps its body.</summary>
    public static SpanWord Claimed => new(ClaimedBit);

    /// <summary>The state of a span that stands in for an activity.</summary>
    public static SpanWord ClaimedAndEnded => new(ClaimedBit | EndedBit);

    /// <summary>The start of a span that gives its body back, unless somebody claims it.</summary>
    public static SpanWord Lent => default;

    public readonly int Count => Read() & MaxCount;

    public readonly bool HasEnded => (Read() & EndedBit) != 0;

    public readonly bool IsClaimed => (Read() & ClaimedBit) != 0;

    /// <summary>Counts one more child; false when the span has ended.</summary>
    public bool TryCount()
    {
        while (true)
        {
            var before = Read();
            if ((before & EndedBit) != 0 || (before & MaxCount) == MaxCount) return false;
            if (Interlocked.CompareExchange(ref _bits, before + 1, before) == before) return true;
        }
    }

    /// <summary>Claims the body: it stays with this span for good and may be written to. False when the span has
    /// ended.</summary>
    public bool TryClaim() => (Read() & (EndedBit | ClaimedBit)) == ClaimedBit || TryClaimFirst();

    /// <summary>Ends the span; true for the one call that did.</summary>
    /// <param name="wasClaimed">Whether the body was claimed; nobody can claim it after this call.</param>
    public bool TryEnd(out bool wasClaimed)
    {
        var before = Interlocked.Or(ref _bits, EndedBit);
        wasClaimed = (before & ClaimedBit) != 0;
        return (before & EndedBit) == 0;
    }

    // A separate method keeps TryClaim small enough to be inlined into each write.
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

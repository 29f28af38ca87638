namespace Tracing;

/// <summary>Counts dropped data by reason.</summary>
/// <remarks>Any thread may count. Each count is exact; a reading of several counts is not one moment's.</remarks>
public sealed class DropCounters
{
    private static readonly DropReason[] _reasons = Enum.GetValues<DropReason>();

    private readonly long[] _counts = new long[_reasons.Length];

    public long this[DropReason reason] => Volatile.Read(ref _counts[(int)reason]);

    public long Total => _reasons.Sum(reason => this[reason]);

    public void Count(DropReason reason, int by = 1) => Interlocked.Add(ref _counts[(int)reason], by);

    /// <summary>The reasons that occurred, with their counts.</summary>
    public IReadOnlyList<KeyValuePair<DropReason, long>> Occurred() =>
        [.. from reason in _reasons where this[reason] > 0 select KeyValuePair.Create(reason, this[reason])];
}

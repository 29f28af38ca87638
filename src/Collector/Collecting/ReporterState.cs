using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Which batches are on their way to the collector, held until it confirms them. Pure; one owner.</summary>
public sealed class ReporterState(int maxInFlight, TimeSpan resendAfter)
{
    private readonly Dictionary<long, (SpanBatch Batch, DateTimeOffset SentAt)> _inFlight = [];
    private long _nextId;

    public int InFlight => _inFlight.Count;

    public bool HasCredit => _inFlight.Count < maxInFlight;

    /// <summary>Batches that were sent more than once.</summary>
    public long Resent { get; private set; }

    /// <summary>Takes a batch to send, and gives it its number.</summary>
    public long Send(SpanBatch batch, DateTimeOffset now)
    {
        _inFlight.Add(++_nextId, (batch, now));
        return _nextId;
    }

    /// <summary>The collector has stored what this batch closed. Numbers it does not know are answers to a resend.</summary>
    public void Confirm(ImmutableArray<long> batches)
    {
        foreach (var id in batches) _inFlight.Remove(id);
    }

    /// <summary>Batches whose answer is overdue, to be sent again under their own number.</summary>
    public ImmutableArray<(long Id, SpanBatch Batch)> Overdue(DateTimeOffset now)
    {
        if (_inFlight.Count == 0) return [];
        var overdue = _inFlight.Where(b => now - b.Value.SentAt >= resendAfter).OrderBy(b => b.Key).ToArray();
        foreach (var (id, sent) in overdue) _inFlight[id] = (sent.Batch, now);
        Resent += overdue.Length;
        return [.. overdue.Select(b => (b.Key, b.Value.Batch))];
    }
}

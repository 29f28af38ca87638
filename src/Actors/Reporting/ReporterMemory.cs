using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>What a reporter holds, which outlives the actor's restarts. Owned by the actor; anybody may read the
/// counts.</summary>
internal sealed class ReporterMemory(SpanRecorder recorder, ActorTracingSettings settings)
{
    private ReporterCounts _counts = ReporterCounts.None;
    private ReporterState _state = new(
        SpanId.NewRandom().Value, settings.BatchesInFlight, settings.ResendAfter, settings.MaxHeldBytes);

    private ShardCutter? _cutter;
    private long _lastTicket;
    private long _dropped;
    private long _trimmed;

    // Who holds a batch elsewhere, by ticket; and the other way round, so that a batch given twice is here once.
    private readonly Dictionary<long, IBatchHolder> _holders = [];
    private readonly HashSet<IBatchHolder> _known = [];

    public ReporterState State => _state;

    public ReporterCounts Counts => Volatile.Read(ref _counts);

    /// <summary>Batches are cut for shards.</summary>
    public bool IsSharded => _cutter is not null;

    /// <summary>Sends in this way from now on, what is held already included.</summary>
    public void ReportTo(int inFlight, ShardCutter? cutter)
    {
        if (ReferenceEquals(cutter, _cutter)) return;
        _cutter = cutter;
        var before = _state;
        _state = new ReporterState(SpanId.NewRandom().Value, inFlight > 0 ? inFlight : settings.BatchesInFlight,
            settings.ResendAfter, settings.MaxHeldBytes, cutter);
        (_dropped, _trimmed) = (0, 0);
        // In new batches: whoever holds them gives his again, and repeats are known.
        foreach (var batch in before.All()) Add(batch);
        foreach (var ticket in _holders.Keys.ToArray()) Remove(ticket)?.Lost();
    }

    public long NextTicket() => ++_lastTicket;

    /// <summary>It was given by this holder, who has not been told what became of it.</summary>
    public bool Knows(IBatchHolder holder) => _known.Contains(holder);

    /// <param name="holder">Of the batch, elsewhere; null: nobody.</param>
    public void Add(SpanBatch batch, long ticket = 0, IBatchHolder? holder = null)
    {
        if (holder is not null && _known.Add(holder)) _holders.Add(ticket, holder);
        _state.Add(batch, ticket, holder is not null);
        Count(DropReason.NoRoom, _state.DroppedSpans, ref _dropped);
        Count(DropReason.TooLarge, _state.Trimmed, ref _trimmed);
    }

    /// <summary>Tells holders what has become of their batches since the last call.</summary>
    public void TellHolders()
    {
        foreach (var ticket in _state.DrainStored()) Remove(ticket)?.Stored();
        foreach (var ticket in _state.DrainLost()) Remove(ticket)?.Lost();
    }

    /// <summary>All that is held here, and those who hold it elsewhere too.</summary>
    public HeldSpans Surrender()
    {
        _state.GiveUpReleased();
        TellHolders();
        return new HeldSpans([.. _state.All()], [.. _known]);
    }

    public void Publish() => Volatile.Write(ref _counts, _state.Counts);

    private void Count(DropReason reason, long now, ref long before)
    {
        if (now != before) recorder.Drops.Count(reason, (int)(now - before));
        before = now;
    }

    private IBatchHolder? Remove(long ticket)
    {
        if (_holders.Remove(ticket, out var holder)) _known.Remove(holder);
        return holder;
    }
}

using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Actors;

/// <summary>What a reporter holds, which outlives the actor's restarts. Owned by the actor; anybody may read the
/// counts.</summary>
internal sealed class ReporterMemory(SpanRecorder recorder, ActorTracingSettings settings)
{
    private ReporterCounts _counts = ReporterCounts.None;
    private ReporterState _state = new(
        SpanId.NewRandom().Value, settings.BatchesInFlight, settings.ResendAfter, settings.MaxHeldBytes);

    private ShardCutter? _cutter;
    private long _dropped;
    private long _trimmed;

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
        foreach (var batch in before.All()) Add(batch);
    }

    public void Add(SpanBatch batch, long ticket = 0)
    {
        _state.Add(batch, ticket);
        Count(DropReason.NoRoom, _state.DroppedSpans, ref _dropped);
        Count(DropReason.TooLarge, _state.Trimmed, ref _trimmed);
    }

    public void Publish() => Volatile.Write(ref _counts, _state.Counts);

    private void Count(DropReason reason, long now, ref long before)
    {
        if (now != before) recorder.Drops.Count(reason, (int)(now - before));
        before = now;
    }
}

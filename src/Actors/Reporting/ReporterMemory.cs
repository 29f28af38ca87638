using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>The batches that a reporter holds. They outlive the actor's restarts.</summary>
/// <remarks>Owned by the actor; any thread may read the counts.</remarks>
internal sealed class ReporterMemory(
    SpanRecorder recorder, ActorTracingSettings settings, HealthBoard? health = null, ReporterJournal? journal = null)
{
    // Batches read back from the journal in one turn.
    private const int LostAtOnce = 8;

    private ReporterCounts _counts = ReporterCounts.None;
    private ReporterState _state = new(
        SpanId.NewRandom().Value, settings.BatchesInFlight, settings.ResendAfter, settings.MaxHeldBytes);

    private ShardCutter? _cutter;
    private long _lastTicket;
    private long _dropped;
    private long _trimmed;

    // Holders of batches elsewhere by ticket, and as a set, so that a batch that is given twice is here once.
    private readonly Dictionary<long, IBatchHolder> _holders = [];
    private readonly HashSet<IBatchHolder> _known = [];

    public ReporterState State => _state;

    public ReporterCounts Counts => Volatile.Read(ref _counts);

    /// <summary>True when batches are cut for shards.</summary>
    public bool IsSharded => _cutter is not null;

    /// <summary>Sends to this collector from now on, including the batches that are held already.</summary>
    public void ReportTo(int inFlight, ShardCutter? cutter)
    {
        if (ReferenceEquals(cutter, _cutter)) return;
        _cutter = cutter;
        var before = _state;
        _state = new ReporterState(SpanId.NewRandom().Value, inFlight > 0 ? inFlight : settings.BatchesInFlight,
            settings.ResendAfter, settings.MaxHeldBytes, cutter);
        (_dropped, _trimmed) = (0, 0);
        // Their batch numbers are new, so holders elsewhere give theirs again. Collectors recognise the repeated spans.
        foreach (var batch in before.All()) Add(batch);
        foreach (var ticket in _holders.Keys.ToArray()) Remove(ticket)?.Lost();
    }

    public long NextTicket() => ++_lastTicket;

    /// <summary>True when this holder has given a batch and has not yet heard what became of it.</summary>
    public bool Knows(IBatchHolder holder) => _known.Contains(holder);

    /// <summary>Adds a batch of this system's own spans. Where there is a journal, it holds the batch too.</summary>
    public void AddOwn(SpanBatch batch, DateTimeOffset now)
    {
        if (journal is null)
        {
            Add(batch);
            return;
        }
        var bytes = BytesOf(batch);
        if (_state.TryMakeRoom(bytes)) Add(batch, NextTicket(), journal.Hold(batch, now));
        // It comes back from the journal when there is room. A journal that cannot write has it in memory, too.
        else if (journal.BytesInMemory + bytes <= 2 * settings.MaxHeldBytes) journal.Hold(batch, now).Lost();
        else recorder.Drops.Count(DropReason.NoRoom, batch.Spans.Length);
    }

    /// <summary>Adds batches that the journal alone holds, as far as there is room, and has the journal write what waits
    /// for too long.</summary>
    public void TurnJournal(DateTimeOffset now)
    {
        if (journal is null) return;
        for (var i = 0; i < LostAtOnce && journal.Next is { } next && _state.HasCredit && _state.TryMakeRoom(next.Length); i++)
            if (journal.TakeNext() is { } batch)
                Add(batch, NextTicket(), next);
        journal.WriteOverdue(now);
    }

    private static long BytesOf(SpanBatch batch) => batch.Spans.Sum(static span => (long)span.Bytes.Length);

    /// <param name="holder">Holds the batch elsewhere too; null: nobody does.</param>
    public void Add(SpanBatch batch, long ticket = 0, IBatchHolder? holder = null)
    {
        if (holder is not null && _known.Add(holder)) _holders.Add(ticket, holder);
        _state.Add(batch, ticket, holder is not null);
        Count(DropReason.NoRoom, _state.DroppedSpans, ref _dropped);
        Count(DropReason.TooLarge, _state.Trimmed, ref _trimmed);
    }

    /// <summary>Tells holders what became of their batches since the last call.</summary>
    public void TellHolders()
    {
        foreach (var ticket in _state.DrainStored()) Remove(ticket)?.Stored();
        foreach (var ticket in _state.DrainLost()) Remove(ticket)?.Lost();
    }

    /// <summary>Returns all that is held here, and those who hold some of it elsewhere.</summary>
    public HeldSpans Surrender()
    {
        _state.GiveUpReleased();
        TellHolders();
        return new HeldSpans([.. _state.All()], [.. _known]);
    }

    /// <summary>Hears what is wrong; null: nobody does.</summary>
    public HealthBoard? Health => health;

    /// <summary>True when something is held, as of the last <see cref="Publish"/>. Any thread.</summary>
    public bool IsHolding => Counts is { InFlight: > 0 } or { HeldSpans: > 0 } || journal?.Next is not null;

    public void Publish()
    {
        Volatile.Write(ref _counts, _state.Counts);
        health?.Watch(recorder.Drops);
    }

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

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>Holds a reporter's batches, each until the collector says that it is stored. Pure; one owner.</summary>
/// <remarks>
/// The life of a batch: Due → Sent → Taken → Stored or Lost. Stored and Lost batches are held no longer.
/// <code>
/// event                                          Due       Sent      Taken
/// Next, and the shard has credit                 Sent      -         -
/// Next, and the answer is overdue                -         Due (c)   Due (a)
/// OnAnswer to the question to a shard            -         Due       -
/// OnAnswer: taken                                Taken     Taken     Taken
/// OnAnswer: stored                               Stored    Stored    Stored
/// OnAnswer from a new incarnation of the shard   -         -         Due (a), (b)
/// Release: the shard leaves                      -         Due       Due (a)
/// TryMakeRoom                                    -         -         spans released, if in a journal
/// Add, and there are too many bytes              -         -         Lost, if not in a journal
/// </code>
/// (a) A batch whose spans are released cannot be sent again: it is Lost, and the journal that holds it hears so.
/// (b) Unless this incarnation took it. An overdue answer is noticed after the resend time for a sent batch and after
/// six times that for a taken one.
/// (c) With several shards the batch stays Sent, and an empty batch asks whether the shard is there: the batch may
/// only wait until its shard has a place. A shard answers in order, so what it has not answered before the question
/// was lost. Until then the shard gets no further batches.
/// A batch is always sent under its own number, so that the collector knows a repeat.
/// See RATIONALE "What does a crash of a collector cost?" and, in Cluster, "Why is a shard asked before a batch is sent
/// again?".
/// </remarks>
/// <param name="sender">A random number, new at each start.</param>
/// <param name="maxInFlight">Batches that may be on their way to one shard at once.</param>
/// <param name="maxHeldBytes">Bytes of span data. Over it, the batches that were taken longest ago are let go and
/// counted. If nothing can be let go, no more is taken from the recorder. With several shards, new spans for a shard
/// without credit are dropped and counted.</param>
/// <param name="cutter">Cuts batches for the shards; null when there is one collector, which gets batches as they
/// are.</param>
public sealed class ReporterState(
    ulong sender, int maxInFlight, TimeSpan resendAfter, long maxHeldBytes = ReporterState.DefaultMaxHeldBytes,
    ShardCutter? cutter = null)
{
    /// <summary>64 MiB: one minute of some 3,000 spans a second.</summary>
    public const long DefaultMaxHeldBytes = 64 << 20;

    // The collector answers by itself when a taken batch is stored. Sending it again now and then covers two cases that
    // nothing else would: a lost answer, and a collector that was replaced while nothing new was sent to it.
    private const int RecheckFactor = 6;

    private readonly Dictionary<long, ReporterBatch> _held = [];
    private readonly Dictionary<int, ReporterLane> _lanes = [];
    private readonly Queue<ReporterLane> _listed = new();
    private readonly AnswerTickets _taken = new();
    private readonly AnswerTickets _stored = new();

    // In order of time. An entry whose batch has moved on since is skipped.
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _sentOrder = new();
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _takenOrder = new();

    // The same for taken batches that are in a journal: those with their spans still here, and those without.
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _journaledOrder = new();
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _releasedOrder = new();
    private readonly ShardQuestions _questions = new(sender, resendAfter);
    private long _nextNumber;
    private int _due;
    private int _sent;

    /// <summary>Batches that the collector has not taken yet.</summary>
    public int InFlight => _due + _sent;

    /// <summary>Batches that have not been sent yet because their shard has no credit.</summary>
    public int Waiting { get; private set; }

    /// <summary>More spans may be taken from the recorder.</summary>
    /// <remarks>Always true with several shards: whether there is room depends on the shard, and <see cref="Add"/>
    /// drops what has none.</remarks>
    public bool HasCredit => cutter is not null
        || (InFlight + Waiting < maxInFlight && (HeldBytes < maxHeldBytes || _held.Count > InFlight));

    /// <summary>Spans that are here and not stored yet.</summary>
    public long HeldSpans { get; private set; }

    /// <summary>Bytes of span data that is not stored yet; exceeds the limit at most by the batches that have
    /// credit.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Times that a batch was sent again.</summary>
    public long Resent { get; private set; }

    /// <summary>Bytes of span data that was sent again.</summary>
    public long ResentBytes { get; private set; }

    /// <summary>Spans let go before they were stored, because there was no room; a crash of the collector could lose
    /// them.</summary>
    public long LetGoSpans { get; private set; }

    /// <summary>Spans dropped because their shard had no credit and there was no room.</summary>
    public long DroppedSpans { get; private set; }

    /// <summary>Spans that lost content because they were larger than a message.</summary>
    public long Trimmed => cutter?.Trimmed ?? 0;

    public ReporterCounts Counts =>
        new(InFlight + Waiting, HeldSpans, HeldBytes, Resent, ResentBytes, LetGoSpans, DroppedSpans);

    /// <summary>All held batches that still have their spans, for another state to go on with.</summary>
    public IEnumerable<SpanBatch> All() => _held.Values.Where(held => !held.SpansReleased).Select(held => held.Batch)
        .Concat(_lanes.Values.SelectMany(lane => lane.Waiting.Select(waiting => waiting.Batch)));

    internal bool Holds(BatchId id) => id.Sender == sender && _held.ContainsKey(id.Number);

    /// <summary>Makes room for this many more bytes by releasing the spans of taken batches that are in a
    /// journal.</summary>
    /// <returns>True when there is room now.</returns>
    public bool TryMakeRoom(long bytes)
    {
        while (HeldBytes + bytes > maxHeldBytes && _journaledOrder.TryDequeue(out var oldest))
        {
            if (!_held.TryGetValue(oldest.Number, out var held) || !IsTakenSince(held, oldest.SentAt)) continue;
            HeldSpans -= held.Batch.Spans.Length;
            HeldBytes -= held.ReleaseSpans();
            _releasedOrder.Enqueue(oldest);
        }
        return HeldBytes + bytes <= maxHeldBytes;
    }

    /// <summary>Accepts spans to send; <see cref="Next"/> sends them.</summary>
    /// <param name="ticket">Not 0: <see cref="DrainTaken"/> returns it when all of the batch is taken.</param>
    /// <param name="isInJournal">The caller also holds the batch in a journal. <see cref="DrainStored"/> or
    /// <see cref="DrainLost"/> then returns the ticket a second time: the batch is never let go silently.</param>
    /// <returns>Spans for which there was no room: they are dropped and counted.</returns>
    public ImmutableArray<RawSpan> Add(SpanBatch batch, long ticket = 0, bool isInJournal = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var parts = cutter?.Cut(batch) ?? [(0, batch)];
        _taken.Open(ticket, parts.Length);
        if (isInJournal) _stored.Open(ticket, parts.Length);
        ImmutableArray<RawSpan>.Builder? dropped = null;
        foreach (var (shard, part) in parts)
        {
            var lane = LaneOf(shard);
            if (cutter is not null && HeldBytes >= maxHeldBytes && !HasCreditFor(lane))
            {
                DroppedSpans += part.Spans.Length;
                (dropped ??= ImmutableArray.CreateBuilder<RawSpan>()).AddRange(part.Spans);
                _taken.Done(ticket);
                _stored.Fail(ticket);
                continue;
            }
            long bytes = 0;
            foreach (ref readonly var span in part.Spans.AsSpan()) bytes += span.Bytes.Length;
            lane.Waiting.Enqueue(new WaitingBatch(part, bytes, ticket, isInJournal));
            Waiting++;
            HeldSpans += part.Spans.Length;
            HeldBytes += bytes;
            List(lane);
        }
        if (HeldBytes > maxHeldBytes) LetGo();
        return dropped?.DrainToImmutable() ?? [];
    }

    /// <summary>Handles an answer. Answers may come in any order and more than once.</summary>
    public void OnAnswer(in BatchAnswer answer)
    {
        var lane = LaneOf(answer.Shard);
        var isNewIncarnation = lane.Incarnation is { } before && before != answer.Incarnation;
        lane.Incarnation = answer.Incarnation;
        if (_questions.IsQuestion(answer.Batch)) SendUnanswered(lane);
        if (answer.Batch.Sender == sender && _held.TryGetValue(answer.Batch.Number, out var held))
        {
            if (answer.IsStored) Store(held);
            else
            {
                held.TakenBy = answer.Incarnation;
                Move(held, BatchStage.Taken);
            }
        }
        if (!isNewIncarnation) return;
        // Only taken batches: the new incarnation may still answer those on their way.
        foreach (var other in lane.Held.ToArray())
            if (other.Stage == BatchStage.Taken && other.TakenBy != answer.Incarnation)
                SendAgain(other);
    }

    /// <summary>Handles a shard's leaving in order: its successor gets all that it has not stored.</summary>
    public void Release(int shard, long incarnation)
    {
        var lane = LaneOf(shard);
        var isLast = lane.Incarnation is null || lane.Incarnation == incarnation;
        foreach (var held in lane.Held.ToArray())
        {
            // A batch on its way may have come too late for the leaving shard; the collector knows a repeat by its
            // number.
            if (held.Stage == BatchStage.Taken ? held.TakenBy == incarnation : isLast && held.Stage == BatchStage.Sent)
                SendAgain(held);
        }
        if (isLast) EndQuestion(lane);
    }

    /// <summary>Returns the batches to send now, for the first time or again: for each shard the oldest first, and no
    /// more than its credit allows.</summary>
    public ImmutableArray<OutgoingBatch> Next(DateTimeOffset now)
    {
        Expire(_sentOrder, BatchStage.Sent, now - resendAfter);
        ReadOnlySpan<Queue<(long, DateTimeOffset)>> takenOrders = [_takenOrder, _journaledOrder, _releasedOrder];
        foreach (var order in takenOrders)
            Expire(order, BatchStage.Taken, now - resendAfter * RecheckFactor);
        var next = ImmutableArray.CreateBuilder<OutgoingBatch>();
        _questions.AddDue(now, next);
        while (_listed.TryDequeue(out var lane))
        {
            lane.IsListed = false;
            while (HasCreditFor(lane) && NextOf(lane) is { } held)
            {
                if (held.WasSent)
                {
                    Resent++;
                    ResentBytes += held.Bytes;
                }
                held.WasSent = true;
                held.SentAt = now;
                Move(held, BatchStage.Sent);
                _sentOrder.Enqueue((held.Id.Number, now));
                next.Add(new OutgoingBatch(held.Id, lane.Shard, held.Batch));
            }
        }
        return next.DrainToImmutable();
    }

    /// <summary>Removes and returns the tickets of which every part has been taken.</summary>
    public ImmutableArray<long> DrainTaken() => _taken.DrainDone();

    /// <summary>Removes and returns the tickets of which every part has been stored.</summary>
    public ImmutableArray<long> DrainStored() => _stored.DrainDone();

    /// <summary>Removes and returns the tickets of lost batches: neither a collector nor this state has them, and
    /// whoever holds them must send them again.</summary>
    public ImmutableArray<long> DrainLost() => _stored.DrainFailed();

    /// <summary>Gives up the batches whose spans are released. Every ticket still open is then of a batch in
    /// <see cref="All"/>.</summary>
    public void GiveUpReleased()
    {
        foreach (var held in _held.Values.Where(held => held.SpansReleased).ToArray()) SendAgain(held);
    }

    private ReporterBatch? NextOf(ReporterLane lane)
    {
        while (lane.Due.TryDequeue(out var due, out _))
            if (due.Stage == BatchStage.Due && _held.ContainsKey(due.Id.Number))
                return due;
        if (!lane.Waiting.TryDequeue(out var first)) return null;
        Waiting--;
        List<SpanBatch> batches = [first.Batch];
        HashSet<long> tickets = [first.Ticket];
        var (bytes, joined) = (first.Bytes, first.Batch);
        // Everything that waits goes as one batch, up to the size of a message.
        while (cutter is not null && lane.Waiting.TryPeek(out var more) && more.IsInJournal == first.IsInJournal)
        {
            batches.Add(more.Batch);
            if (cutter.Fits(batches)) lane.Waiting.Dequeue();
            else
            {
                batches.RemoveAt(batches.Count - 1);
                break;
            }
            Waiting--;
            bytes += more.Bytes;
            // Two parts of one ticket in the same batch are answered once, so one of them is counted now.
            if (tickets.Add(more.Ticket)) continue;
            _taken.Done(more.Ticket);
            _stored.Done(more.Ticket);
        }
        if (batches.Count > 1) joined = ShardCutter.Join(batches);
        var id = new BatchId(sender, ++_nextNumber);
        var held = new ReporterBatch(id, lane, joined, bytes, [.. tickets], first.IsInJournal);
        _held.Add(held.Id.Number, held);
        lane.Held.Add(held);
        _due++;
        return held;
    }

    private void Expire(Queue<(long Number, DateTimeOffset SentAt)> order, BatchStage stage, DateTimeOffset before)
    {
        while (order.TryPeek(out var first))
        {
            var isCurrent = _held.TryGetValue(first.Number, out var held)
                && held.Stage == stage && held.SentAt == first.SentAt;
            if (isCurrent && first.SentAt > before) return;
            order.Dequeue();
            if (!isCurrent || held is null) continue;
            if (stage != BatchStage.Sent || cutter is null) SendAgain(held);
            else if (!held.Lane.IsAsking) _questions.Ask(held.Lane, ++_nextNumber);
        }
    }

    private bool HasCreditFor(ReporterLane lane) => !lane.IsAsking && lane.Sent < maxInFlight;

    private void EndQuestion(ReporterLane lane)
    {
        if (_questions.End(lane)) List(lane);
    }

    // Nothing is sent to a shard while it is asked, so all that is on its way was sent before the question.
    private void SendUnanswered(ReporterLane lane)
    {
        foreach (var held in lane.Held.ToArray())
            if (held.Stage == BatchStage.Sent)
                SendAgain(held);
        EndQuestion(lane);
    }

    // A batch that was sent again since has a later entry.
    private static bool IsTakenSince(ReporterBatch held, DateTimeOffset sentAt) =>
        held is { Stage: BatchStage.Taken, SpansReleased: false } && held.SentAt == sentAt;

    private void SendAgain(ReporterBatch held)
    {
        if (!held.SpansReleased)
        {
            Move(held, BatchStage.Due);
            return;
        }
        foreach (var ticket in held.Tickets) _stored.Fail(ticket);
        Remove(held);
    }

    private void Store(ReporterBatch held)
    {
        Remove(held);
        foreach (var ticket in held.Tickets) _stored.Done(ticket);
    }

    private void LetGo()
    {
        TryMakeRoom(0);
        while (HeldBytes > maxHeldBytes && _takenOrder.TryDequeue(out var oldest))
        {
            if (!_held.TryGetValue(oldest.Number, out var held) || held.Stage != BatchStage.Taken) continue;
            LetGoSpans += held.Batch.Spans.Length;
            Remove(held);
        }
    }

    private void Remove(ReporterBatch held)
    {
        Move(held, BatchStage.Taken);
        _held.Remove(held.Id.Number);
        held.Lane.Held.Remove(held);
        HeldSpans -= held.Batch.Spans.Length;
        HeldBytes -= held.Bytes;
    }

    private void Move(ReporterBatch held, BatchStage to)
    {
        if (held.Stage == BatchStage.Due) _due--;
        if (held.Stage == BatchStage.Sent)
        {
            _sent--;
            // The shard has answered all that it was asked about.
            if (--held.Lane.Sent == 0) EndQuestion(held.Lane);
        }
        held.Stage = to;
        switch (to)
        {
            case BatchStage.Due:
                _due++;
                held.Lane.Due.Enqueue(held, held.Id.Number);
                break;
            case BatchStage.Sent:
                _sent++;
                held.Lane.Sent++;
                break;
            case BatchStage.Taken:
                (held.IsInJournal ? _journaledOrder : _takenOrder).Enqueue((held.Id.Number, held.SentAt));
                if (held.TakenWasTold) break;
                held.TakenWasTold = true;
                foreach (var ticket in held.Tickets) _taken.Done(ticket);
                break;
        }
        List(held.Lane);
    }

    private ReporterLane LaneOf(int shard)
    {
        ref var lane = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, shard, out _);
        return lane ??= new ReporterLane(shard);
    }

    private void List(ReporterLane lane)
    {
        if (lane.IsListed) return;
        lane.IsListed = true;
        _listed.Enqueue(lane);
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A reporter's batches, each held until the collector says that its spans' traces are stored. Pure; one
/// owner.</summary>
/// <remarks>
/// A batch that is not taken in time is sent again, under its own number. One that was taken is sent again when its
/// shard answers as another incarnation, or says that it leaves: the next one knows nothing of it. See RATIONALE "What
/// does a crash of a collector cost?" and "Why has each shard credit of its own?".
/// </remarks>
/// <param name="sender">Another random number at each start.</param>
/// <param name="maxInFlight">Batches that may be on their way to one shard at once.</param>
/// <param name="maxHeldBytes">Of span data. Over it the batches taken longest ago are let go, which is counted: they
/// are in the collector's memory, but no longer here. With none to let go there is no credit; of several shards, those
/// that have no credit lose what is new.</param>
/// <param name="cutter">Cuts for the shards; null: there is one collector, which gets batches as they come.</param>
public sealed class ReporterState(
    ulong sender, int maxInFlight, TimeSpan resendAfter, long maxHeldBytes = ReporterState.DefaultMaxHeldBytes,
    ShardCutter? cutter = null)
{
    /// <summary>64 MiB: one minute of some 3,000 spans a second.</summary>
    public const long DefaultMaxHeldBytes = 64 << 20;

    // The answers that a taken batch waits for come by themselves; asking again finds only what nothing else would: a
    // lost answer, and a collector that was replaced while nothing new was sent to it.
    private const int RecheckFactor = 6;

    private readonly Dictionary<long, HeldBatch> _held = [];
    private readonly Dictionary<int, ReporterLane> _lanes = [];
    private readonly Queue<ReporterLane> _listed = new();
    private readonly AnswerTickets _taken = new();
    private readonly AnswerTickets _stored = new();

    // In the order of time; an entry that its batch has outlived is passed over.
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _sentOrder = new();
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _takenOrder = new();

    // The same for what is held elsewhere too: with its spans still here, and without.
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _keptOrder = new();
    private readonly Queue<(long Number, DateTimeOffset SentAt)> _lightOrder = new();
    private long _nextNumber;
    private int _due;
    private int _sent;

    /// <summary>Batches that the collector has not taken yet.</summary>
    public int InFlight => _due + _sent;

    /// <summary>Batches that have not been sent yet, for want of credit.</summary>
    public int Waiting { get; private set; }

    /// <summary>More may be taken from the recorder.</summary>
    /// <remarks>With several shards always: what has no room is then dropped by shard, and not before it is known which
    /// one it is for.</remarks>
    public bool HasCredit => cutter is not null || (InFlight + Waiting < maxInFlight && (HeldBytes < maxHeldBytes || _held.Count > InFlight));

    /// <summary>Of span data that is not stored yet; over the limit by what has credit at most.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Times that a batch was sent again.</summary>
    public long Resent { get; private set; }

    /// <summary>Bytes of span data in what was sent again.</summary>
    public long ResentBytes { get; private set; }

    /// <summary>Spans let go before they were stored, for want of room: a crash of the collector could lose
    /// them.</summary>
    public long LetGoSpans { get; private set; }

    /// <summary>Spans dropped because their shard took no more and there was no room.</summary>
    public long DroppedSpans { get; private set; }

    /// <summary>Spans that were cut to the size of a message.</summary>
    public long Trimmed => cutter?.Trimmed ?? 0;

    public ReporterCounts Counts =>
        new(InFlight + Waiting, HeldBytes, Resent, ResentBytes, LetGoSpans, DroppedSpans, Trimmed);

    /// <summary>All that is held, for somebody else to go on with.</summary>
    public IEnumerable<SpanBatch> All() => _held.Values.Where(held => !held.IsLight).Select(held => held.Batch)
        .Concat(_lanes.Values.SelectMany(lane => lane.Waiting.Select(waiting => waiting.Batch)));

    public bool Holds(BatchId id) => id.Sender == sender && _held.ContainsKey(id.Number);

    /// <summary>Makes room for so many bytes more, as far as what is held elsewhere too can make it.</summary>
    /// <returns>There is room now.</returns>
    public bool TryMakeRoom(long bytes)
    {
        while (HeldBytes + bytes > maxHeldBytes && _keptOrder.TryDequeue(out var oldest))
        {
            if (!_held.TryGetValue(oldest.Number, out var held) || !IsTakenSince(held, oldest.SentAt)) continue;
            HeldBytes -= held.Lighten();
            _lightOrder.Enqueue(oldest);
        }
        return HeldBytes + bytes <= maxHeldBytes;
    }

    /// <summary>Takes spans to send; <see cref="Next"/> sends them.</summary>
    /// <param name="ticket">Not 0: <see cref="TakeAnswered"/> gives it back when all of the batch is taken.</param>
    /// <param name="isKept">Who has the ticket holds the batch elsewhere too: it is never let go without a word, and
    /// <see cref="TakeStored"/> or <see cref="TakeLost"/> gives the ticket back once more.</param>
    /// <returns>What there was no room for: it is dropped, and counted.</returns>
    public ImmutableArray<RawSpan> Add(SpanBatch batch, long ticket = 0, bool isKept = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var parts = cutter?.Cut(batch) ?? [(0, batch)];
        _taken.Open(ticket, parts.Length);
        if (isKept) _stored.Open(ticket, parts.Length);
        ImmutableArray<RawSpan>.Builder? dropped = null;
        foreach (var (shard, part) in parts)
        {
            var lane = LaneOf(shard);
            if (cutter is not null && HeldBytes >= maxHeldBytes && lane.Sent >= maxInFlight)
            {
                DroppedSpans += part.Spans.Length;
                (dropped ??= ImmutableArray.CreateBuilder<RawSpan>()).AddRange(part.Spans);
                _taken.Done(ticket);
                _stored.Fail(ticket);
                continue;
            }
            long bytes = 0;
            foreach (ref readonly var span in part.Spans.AsSpan()) bytes += span.Bytes.Length;
            lane.Waiting.Enqueue(new WaitingBatch(part, bytes, ticket, isKept));
            Waiting++;
            HeldBytes += bytes;
            List(lane);
        }
        if (HeldBytes > maxHeldBytes) LetGo();
        return dropped?.DrainToImmutable() ?? [];
    }

    /// <summary>Takes an answer, in whatever order and however often answers come.</summary>
    public void Take(in BatchAnswer answer)
    {
        var lane = LaneOf(answer.Shard);
        var isNews = lane.Incarnation is { } before && before != answer.Incarnation;
        lane.Incarnation = answer.Incarnation;
        if (answer.Batch.Sender == sender && _held.TryGetValue(answer.Batch.Number, out var held))
        {
            if (answer.IsStored) Store(held);
            else
            {
                held.TakenBy = answer.Incarnation;
                Move(held, HeldStage.Taken);
            }
        }
        if (!isNews) return;
        // Only what was taken: an answer to what is on its way may come from the new incarnation as well.
        foreach (var other in lane.Held.ToArray())
            if (other.Stage == HeldStage.Taken && other.TakenBy != answer.Incarnation)
                SendAgain(other);
    }

    /// <summary>A shard leaves in order: what it has not stored is for the one that comes after it.</summary>
    public void Release(int shard, long incarnation)
    {
        var lane = LaneOf(shard);
        var isLast = lane.Incarnation is null || lane.Incarnation == incarnation;
        foreach (var held in lane.Held.ToArray())
        {
            // What is on its way may have come too late for the one that leaves; a repeat is known by its number.
            if (held.Stage == HeldStage.Taken ? held.TakenBy == incarnation : isLast && held.Stage == HeldStage.Sent)
                SendAgain(held);
        }
    }

    /// <summary>What is to be sent now, for the first time or again: of each shard the oldest first, and no more than
    /// it has credit for.</summary>
    public ImmutableArray<OutgoingBatch> Next(DateTimeOffset now)
    {
        Expire(_sentOrder, HeldStage.Sent, now - resendAfter);
        foreach (var order in (ReadOnlySpan<Queue<(long, DateTimeOffset)>>)[_takenOrder, _keptOrder, _lightOrder])
            Expire(order, HeldStage.Taken, now - resendAfter * RecheckFactor);
        var next = ImmutableArray.CreateBuilder<OutgoingBatch>();
        while (_listed.TryDequeue(out var lane))
        {
            lane.IsListed = false;
            while (lane.Sent < maxInFlight && NextOf(lane) is { } held)
            {
                if (held.WasSent)
                {
                    Resent++;
                    ResentBytes += held.Bytes;
                }
                held.WasSent = true;
                held.SentAt = now;
                Move(held, HeldStage.Sent);
                _sentOrder.Enqueue((held.Id.Number, now));
                next.Add(new OutgoingBatch(held.Id, lane.Shard, held.Batch));
            }
        }
        return next.DrainToImmutable();
    }

    /// <summary>Moves out the tickets of which every part has been taken since the last call.</summary>
    public ImmutableArray<long> TakeAnswered() => _taken.TakeDone();

    /// <summary>Moves out the tickets of which every part has been stored since the last call.</summary>
    public ImmutableArray<long> TakeStored() => _stored.TakeDone();

    /// <summary>Moves out the tickets of batches that no collector has any longer, and that are not here either: to be
    /// given again by whoever holds them.</summary>
    public ImmutableArray<long> TakeLost() => _stored.TakeFailed();

    /// <summary>What is not here any more is given up, so that a ticket still open is of what <see cref="All"/>
    /// gives.</summary>
    public void LoseLight()
    {
        foreach (var held in _held.Values.Where(held => held.IsLight).ToArray()) SendAgain(held);
    }

    private HeldBatch? NextOf(ReporterLane lane)
    {
        while (lane.Due.TryDequeue(out var due, out _))
            if (due.Stage == HeldStage.Due && _held.ContainsKey(due.Id.Number))
                return due;
        if (!lane.Waiting.TryDequeue(out var first)) return null;
        Waiting--;
        List<SpanBatch> batches = [first.Batch];
        HashSet<long> tickets = [first.Ticket];
        var (bytes, joined) = (first.Bytes, first.Batch);
        // What piled up goes as one.
        while (cutter is not null && lane.Waiting.TryPeek(out var more) && more.IsKept == first.IsKept)
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
            // Each part is answered for: the same ticket may be here twice.
            if (tickets.Add(more.Ticket)) continue;
            _taken.Done(more.Ticket);
            _stored.Done(more.Ticket);
        }
        if (batches.Count > 1) joined = ShardCutter.Join(batches);
        var held = new HeldBatch(new BatchId(sender, ++_nextNumber), lane, joined, bytes, [.. tickets], first.IsKept);
        _held.Add(held.Id.Number, held);
        lane.Held.Add(held);
        _due++;
        return held;
    }

    private void Expire(Queue<(long Number, DateTimeOffset SentAt)> order, HeldStage stage, DateTimeOffset before)
    {
        while (order.TryPeek(out var first))
        {
            var isCurrent = _held.TryGetValue(first.Number, out var held) && held.Stage == stage && held.SentAt == first.SentAt;
            if (isCurrent && first.SentAt > before) return;
            order.Dequeue();
            if (isCurrent && held is not null) SendAgain(held);
        }
    }

    // What was sent again meanwhile has a later entry.
    private static bool IsTakenSince(HeldBatch held, DateTimeOffset sentAt) =>
        held is { Stage: HeldStage.Taken, IsLight: false } && held.SentAt == sentAt;

    private void SendAgain(HeldBatch held)
    {
        if (!held.IsLight)
        {
            Move(held, HeldStage.Due);
            return;
        }
        foreach (var ticket in held.Tickets) _stored.Fail(ticket);
        Remove(held);
    }

    private void Store(HeldBatch held)
    {
        Remove(held);
        foreach (var ticket in held.Tickets) _stored.Done(ticket);
    }

    private void LetGo()
    {
        TryMakeRoom(0);
        while (HeldBytes > maxHeldBytes && _takenOrder.TryDequeue(out var oldest))
        {
            if (!_held.TryGetValue(oldest.Number, out var held) || held.Stage != HeldStage.Taken) continue;
            LetGoSpans += held.Batch.Spans.Length;
            Remove(held);
        }
    }

    private void Remove(HeldBatch held)
    {
        Move(held, HeldStage.Taken);
        _held.Remove(held.Id.Number);
        held.Lane.Held.Remove(held);
        HeldBytes -= held.Bytes;
    }

    private void Move(HeldBatch held, HeldStage to)
    {
        if (held.Stage == HeldStage.Due) _due--;
        if (held.Stage == HeldStage.Sent)
        {
            _sent--;
            held.Lane.Sent--;
        }
        held.Stage = to;
        switch (to)
        {
            case HeldStage.Due:
                _due++;
                held.Lane.Due.Enqueue(held, held.Id.Number);
                break;
            case HeldStage.Sent:
                _sent++;
                held.Lane.Sent++;
                break;
            case HeldStage.Taken:
                (held.IsKept ? _keptOrder : _takenOrder).Enqueue((held.Id.Number, held.SentAt));
                if (held.IsAnswered) break;
                held.IsAnswered = true;
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

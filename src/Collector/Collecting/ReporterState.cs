using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A reporter's batches, each held until the collector says that its spans' traces are stored. Pure; one
/// owner.</summary>
/// <remarks>
/// A batch that is not taken in time is sent again, under its own number. One that was taken is sent again when its
/// shard
/// answers as another incarnation: that one knows nothing of it. See RATIONALE
/// "What does a crash of a collector cost?".
/// </remarks>
/// <param name="sender">Another random number at each start.</param>
/// <param name="maxInFlight">Batches that may be on their way at once.</param>
/// <param name="maxHeldBytes">Of span data. Over it the batches taken longest ago are let go, which is counted: they
/// are in
/// the collector's memory, but no longer here. With none to let go there is no credit.</param>
public sealed class ReporterState(
    ulong sender, int maxInFlight, TimeSpan resendAfter, long maxHeldBytes = ReporterState.DefaultMaxHeldBytes)
{
    /// <summary>64 MiB: one minute of some 3,000 spans a second.</summary>
    public const long DefaultMaxHeldBytes = 64 << 20;

    // The answers that a taken batch waits for come by themselves; asking again finds only what nothing else would: a
    // lost
    // answer, and a collector that was replaced while nothing new was sent to it.
    private const int RecheckFactor = 6;

    private readonly SortedDictionary<long, HeldBatch> _held = [];
    private readonly Dictionary<int, long> _incarnations = [];
    private long _nextNumber;
    private int _due;
    private int _sent;

    /// <summary>Batches that the collector has not taken yet.</summary>
    public int InFlight => _due + _sent;

    /// <summary>A new batch may be sent.</summary>
    public bool HasCredit => InFlight < maxInFlight && (HeldBytes < maxHeldBytes || _held.Count > InFlight);

    /// <summary>Of span data in batches that are not stored yet; at most one batch over the limit.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Times that a batch was sent again.</summary>
    public long Resent { get; private set; }

    /// <summary>Spans let go before they were stored, for want of room: a crash of the collector could lose
    /// them.</summary>
    public long LetGoSpans { get; private set; }

    public bool Holds(BatchId id) => id.Sender == sender && _held.ContainsKey(id.Number);

    /// <summary>Takes a batch to send, and gives it its number.</summary>
    public BatchId Send(SpanBatch batch, DateTimeOffset now, int shard = 0)
    {
        ArgumentNullException.ThrowIfNull(batch);
        long bytes = 0;
        foreach (var span in batch.Spans) bytes += span.Bytes.Length;
        var held = new HeldBatch(new BatchId(sender, ++_nextNumber), shard, batch, bytes, now);
        _held.Add(held.Id.Number, held);
        _sent++;
        HeldBytes += bytes;
        if (HeldBytes > maxHeldBytes) LetGo();
        return held.Id;
    }

    /// <summary>Takes an answer, in whatever order and however often answers come.</summary>
    public void Take(in BatchAnswer answer)
    {
        var isNews = _incarnations.TryGetValue(answer.Shard, out var before) && before != answer.Incarnation;
        _incarnations[answer.Shard] = answer.Incarnation;
        if (answer.Batch.Sender == sender && _held.TryGetValue(answer.Batch.Number, out var held))
        {
            if (answer.IsStored) Remove(held);
            else
            {
                Move(held, HeldStage.Taken);
                held.TakenBy = answer.Incarnation;
            }
        }
        if (isNews) ForgetTaken(answer.Shard, answer.Incarnation);
    }

    /// <summary>Batches to send again, oldest first, no more at once than may be on their way.</summary>
    public ImmutableArray<OutgoingBatch> Overdue(DateTimeOffset now)
    {
        if (_held.Count == 0) return [];
        var again = ImmutableArray.CreateBuilder<OutgoingBatch>();
        foreach (var held in _held.Values)
        {
            var patience = held.Stage == HeldStage.Taken ? resendAfter * RecheckFactor : resendAfter;
            if (held.Stage != HeldStage.Due && now - held.SentAt >= patience) Move(held, HeldStage.Due);
            if (held.Stage != HeldStage.Due || _sent >= maxInFlight) continue;
            Move(held, HeldStage.Sent);
            held.SentAt = now;
            again.Add(new OutgoingBatch(held.Id, held.Shard, held.Batch));
        }
        Resent += again.Count;
        return again.DrainToImmutable();
    }

    // Only what was taken: an answer to what is on its way may come from the new incarnation as well.
    private void ForgetTaken(int shard, long incarnation)
    {
        foreach (var held in _held.Values)
            if (held.Shard == shard && held.Stage == HeldStage.Taken && held.TakenBy != incarnation)
                Move(held, HeldStage.Due);
    }

    private void LetGo()
    {
        foreach (var held in _held.Values.Where(h => h.Stage == HeldStage.Taken).ToArray())
        {
            if (HeldBytes <= maxHeldBytes) return;
            LetGoSpans += held.Batch.Spans.Length;
            Remove(held);
        }
    }

    private void Remove(HeldBatch held)
    {
        Move(held, HeldStage.Taken);
        _held.Remove(held.Id.Number);
        HeldBytes -= held.Bytes;
    }

    private void Move(HeldBatch held, HeldStage to)
    {
        _due += (to == HeldStage.Due ? 1 : 0) - (held.Stage == HeldStage.Due ? 1 : 0);
        _sent += (to == HeldStage.Sent ? 1 : 0) - (held.Stage == HeldStage.Sent ? 1 : 0);
        held.Stage = to;
    }

    private enum HeldStage
    {
        Sent,
        Taken,
        Due,
    }

    private sealed class HeldBatch(BatchId id, int shard, SpanBatch batch, long bytes, DateTimeOffset sentAt)
    {
        public BatchId Id { get; } = id;

        public int Shard { get; } = shard;

        public SpanBatch Batch { get; } = batch;

        public long Bytes { get; } = bytes;

        public DateTimeOffset SentAt { get; set; } = sentAt;

        public HeldStage Stage { get; set; }

        public long TakenBy { get; set; }
    }
}

using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>Asks shards whose answers are overdue whether they are there, with empty batches. Owned by the reporter's
/// state.</summary>
/// <param name="every">The interval at which an unanswered question is repeated, under its number.</param>
internal sealed class ShardQuestions(ulong sender, TimeSpan every)
{
    private readonly Dictionary<long, ReporterLane> _open = [];

    public bool IsQuestion(BatchId id) => id.Sender == sender && _open.ContainsKey(id.Number);

    public void Ask(ReporterLane lane, long number)
    {
        lane.Question = number;
        _open.Add(number, lane);
    }

    /// <returns>False when the shard was not asked.</returns>
    public bool End(ReporterLane lane)
    {
        if (!_open.Remove(lane.Question)) return false;
        (lane.Question, lane.AskedAt) = (0, null);
        return true;
    }

    /// <summary>Adds the questions that are to be sent now, for the first time or again.</summary>
    public void AddDue(DateTimeOffset now, ImmutableArray<OutgoingBatch>.Builder to)
    {
        foreach (var lane in _open.Values)
        {
            if (lane.AskedAt > now - every) continue;
            lane.AskedAt = now;
            to.Add(new OutgoingBatch(new BatchId(sender, lane.Question), lane.Shard, SpanBatch.Empty));
        }
    }
}

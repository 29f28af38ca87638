using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Trees;

namespace Tracing.Bench.Storage;

/// <summary>The few facts of stored traces that questions ask for.</summary>
/// <param name="begin">The end of the first trace.</param>
internal sealed class KnownTraces(DateTimeOffset begin)
{
    private readonly List<TraceId> _ids = [];

    public IReadOnlyList<TraceId> Ids => _ids;

    /// <summary>A trace from the middle of them all.</summary>
    public TraceId Middle { get; private set; }

    /// <summary>The attribute <c>request.id</c> of that trace.</summary>
    public string RequestId { get; private set; } = "";

    public ulong TwoHoursBackNanos => NanosOf(begin + StorageBench.Covered - TimeSpan.FromHours(2));

    /// <summary>The begin of the hour over which figures are asked: not the first, and not the last.</summary>
    public ulong HourNanos => NanosOf(begin + TimeSpan.FromHours(1));

    /// <param name="isMiddle">True: the traces are those in the middle.</param>
    public void Add(ImmutableArray<ClosedTrace> traces, bool isMiddle)
    {
        _ids.Add(traces[_ids.Count % traces.Length].TraceId);
        if (!isMiddle) return;
        var (trace, value) = traces.Select(static trace => (trace, trace.Spans.Select(static span =>
            TraceSpan.Decode(span).Span["request.id"].AsString).FirstOrDefault(static text => text is not null)))
            .First(static one => one.Item2 is not null);
        (Middle, RequestId) = (trace.TraceId, value!);
    }

    private static ulong NanosOf(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}

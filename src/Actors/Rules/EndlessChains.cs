using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Recognises work that starts itself again without end, in traces that are older than
/// tracing.instrumentation.chains-up-to.</summary>
/// <remarks>What is sent under spans that began after that age counts. A root that is open for long may send as often
/// as it likes; a handler may for <see cref="RunsFor"/> times that age. Any thread.</remarks>
internal static class EndlessChains
{
    /// <summary>So many times the same message may go to the same actor in an old trace.</summary>
    public const int MaxTimes = 64;

    /// <summary>A handler that has run for so many times chains-up-to counts as one that never ends. By default that is
    /// the minute after which the collector gives up waiting for its span.</summary>
    public const int RunsFor = 6;

    /// <summary>The age for messages of the explicit form, which has no such setting.</summary>
    public static readonly long ExplicitAgeNanos = (long)TimeSpan.FromSeconds(10).TotalNanoseconds;

    // Further pairs of actor and message are not counted, and the counts of the oldest trace are forgotten.
    private const int MaxPairs = 1024;
    private const int MaxTraces = 64;

    private static readonly Lock _lock = new();
    private static readonly Queue<TraceId> _order = [];

    // By id, because each message from another node makes a head of its own for the same trace.
    private static readonly Dictionary<TraceId, Dictionary<(ActorPath, Type), int>> _counts = [];

    /// <summary>True when <see cref="Recurs"/> must be asked.</summary>
    public static bool IsOld(Span sender, long ageNanos) => sender.IsSampled
        && sender.Tracer.Clock.MonotonicNanos() - sender.Trace.BeganMonotonicNanos > ageNanos;

    /// <summary>Counts one message to an actor. True: the trace does not go on with it.</summary>
    public static bool Recurs(Span sender, ActorPath receiver, object message, long ageNanos)
    {
        if (!sender.IsSampled) return false;
        var isNew = sender.StartMonotonicNanos - sender.Trace.BeganMonotonicNanos > ageNanos;
        if (!isNew && !RunsForEver(sender, ageNanos)) return false;
        if (Count(sender.Trace.TraceId, (receiver, message.GetType())) <= MaxTimes) return false;
        if (!isNew) Cut(sender);
        return true;
    }

    private static bool RunsForEver(Span sender, long ageNanos) =>
        (sender.Kind == SpanKind.Consumer || sender.IsElsewhere) && sender.StartMonotonicNanos != 0
        && sender.Tracer.Clock.MonotonicNanos() - sender.StartMonotonicNanos > RunsFor * ageNanos;

    // Its span would never be recorded, and all spans below it would wait for it.
    private static void Cut(Span handler)
    {
        if (!handler.IsRecording) return;
        handler.SetTag(TracingTags.Running, true).MarkChildrenOpen().End();
    }

    private static int Count(TraceId trace, (ActorPath, Type) pair)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(trace, out var counts)) counts = Begin(trace);
            var times = counts.GetValueOrDefault(pair) + 1;
            if (times > 1 || counts.Count < MaxPairs) counts[pair] = times;
            return times;
        }
    }

    private static Dictionary<(ActorPath, Type), int> Begin(TraceId trace)
    {
        if (_order.Count >= MaxTraces) _counts.Remove(_order.Dequeue());
        _order.Enqueue(trace);
        return _counts[trace] = [];
    }
}

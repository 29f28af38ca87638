using System.Runtime.CompilerServices;

namespace Tracing.Actors;

/// <summary>Recognises work that starts itself again without end, in traces that are older than
/// tracing.instrumentation.chains-up-to.</summary>
/// <remarks>Only what is sent under spans that began after that age counts: a root that is open for long may send as
/// often as it likes. Any thread.</remarks>
internal static class EndlessChains
{
    /// <summary>So many times the same message may go to the same actor in an old trace.</summary>
    public const int MaxTimes = 64;

    // Further pairs of actor and message are not counted.
    private const int MaxPairs = 1024;

    private static readonly ConditionalWeakTable<TraceHead, Dictionary<(object, Type), int>> _counts = [];

    /// <summary>Counts one message to an actor. True: the trace does not go on with it.</summary>
    /// <param name="receiver">One object for each actor.</param>
    public static bool Recurs(Span sender, object receiver, object message, long ageNanos)
    {
        var trace = sender.Trace;
        if (!sender.IsSampled || sender.StartMonotonicNanos - trace.BeganMonotonicNanos <= ageNanos) return false;
        var counts = _counts.GetOrCreateValue(trace);
        var pair = (receiver, message.GetType());
        lock (counts)
        {
            var times = counts.GetValueOrDefault(pair) + 1;
            if (times > 1 || counts.Count < MaxPairs) counts[pair] = times;
            return times > MaxTimes;
        }
    }
}

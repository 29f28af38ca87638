using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Lets puts begin a pause apart, so that a busy store gets few large groups of traces instead of many small
/// ones.</summary>
/// <remarks>One put at a time. The first one after a rest begins at once. Traces that close meanwhile wait with the
/// caller, and all of them are in its next put.</remarks>
public sealed class PacedSink(ITraceSink inner, TimeSpan pause, TimeProvider time) : ITraceSink
{
    private long? _began;

    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        var rest = _began is { } began ? pause - time.GetElapsedTime(began) : TimeSpan.Zero;
        // The traces that close during the pause go with the caller's next put.
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, stopping).ConfigureAwait(false);
        _began = time.GetTimestamp();
        await inner.PutAsync(traces, stopping).ConfigureAwait(false);
    }
}

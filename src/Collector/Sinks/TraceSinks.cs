using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Calls several sinks one after the other. The store comes first, so that a trace that is shown can be
/// found.</summary>
public sealed class TraceSinks(params ImmutableArray<ITraceSink> sinks) : ITraceSink
{
    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        foreach (var sink in sinks) await sink.PutAsync(traces, stopping).ConfigureAwait(false);
    }
}

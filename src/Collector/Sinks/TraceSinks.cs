using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Several sinks as one, each after the one before: the store first, so that what is shown can be
/// found.</summary>
public sealed class TraceSinks(params ImmutableArray<ITraceSink> sinks) : ITraceSink
{
    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        foreach (var sink in sinks) await sink.PutAsync(traces, stopping).ConfigureAwait(false);
    }
}

using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Contracts;

/// <summary>Receives closed traces: a store, a feed for the page, a printer.</summary>
/// <remarks>The collector makes one call at a time, in the order in which traces closed. If a call fails, the collector
/// repeats it.</remarks>
public interface ITraceSink
{
    ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default);
}

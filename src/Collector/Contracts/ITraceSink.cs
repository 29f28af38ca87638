using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Contracts;

/// <summary>Takes what the collector closed: a store, a feed for the page, a printer.</summary>
/// <remarks>Called by one caller at a time, in the order in which traces closed. A failure is retried by the
/// caller.</remarks>
public interface ITraceSink
{
    ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default);
}

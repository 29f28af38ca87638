using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>A sink that is still being opened: puts wait until it is there.</summary>
/// <remarks>Any thread. The puts fail when the sink cannot be opened.</remarks>
/// <param name="opening">Completes with the sink.</param>
public sealed class LateSink(Task<ITraceSink> opening) : ITraceSink
{
    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        var sink = await opening.WaitAsync(stopping).ConfigureAwait(false);
        await sink.PutAsync(traces, stopping).ConfigureAwait(false);
    }
}

using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>What one store knows about a question.</summary>
internal sealed record StoreAnswer(
    ImmutableArray<KeptTrace> Traces, ImmutableArray<string> Services, ImmutableArray<Operation> Operations)
{
    public static async Task<StoreAnswer> OfAsync(ITraceStore store, AskStore ask, CancellationToken stopping)
    {
        var traces = ImmutableArray.CreateBuilder<KeptTrace>();
        foreach (var id in ask.Traces)
            if (await store.GetAsync(id, stopping).ConfigureAwait(false) is { } trace)
                traces.Add(trace);
        if (ask.Find is { } query) traces.AddRange(await store.FindAsync(query, stopping).ConfigureAwait(false));
        var services = ask.WantsServices ? await store.ServicesAsync(stopping).ConfigureAwait(false) : [];
        var operations = ask.OperationsOf is { } service ? await store.OperationsAsync(service, stopping).ConfigureAwait(false) : [];
        return new StoreAnswer(traces.DrainToImmutable(), services, operations);
    }
}

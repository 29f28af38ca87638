using System.Collections.Immutable;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>The answer of one store.</summary>
internal sealed record StoreAnswer(
    ImmutableArray<KeptTrace> Traces, ImmutableArray<string> Services, ImmutableArray<Operation> Operations)
{
    /// <summary>Null: nobody asked for figures, or the node is of a version without them.</summary>
    public FigureAnswer? Figures { get; init; }

    public static async Task<StoreAnswer> ReadAsync(ITraceStore store, AskStore ask, CancellationToken stopping)
    {
        var traces = ImmutableArray.CreateBuilder<KeptTrace>();
        foreach (var id in ask.Traces)
        {
            try
            {
                if (await store.GetAsync(id, stopping).ConfigureAwait(false) is { } trace) traces.Add(trace);
            }
            catch (DamagedTraceException)
            {
                // Other traces of the answer, and other nodes' parts of this one, are whole.
            }
        }
        if (ask.Find is { } query) traces.AddRange(await store.FindAsync(query, stopping).ConfigureAwait(false));
        var services = ask.WantsServices ? await store.ServicesAsync(stopping).ConfigureAwait(false) : [];
        var operations = ask.OperationsOf is { } service ? await store.OperationsAsync(service, stopping).ConfigureAwait(false) : [];
        return new StoreAnswer(traces.DrainToImmutable(), services, operations)
        {
            Figures = ask.Figures is { } figures
                ? await store.FiguresAsync(figures, stopping).ConfigureAwait(false) : null,
        };
    }
}

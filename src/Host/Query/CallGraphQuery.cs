using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tracing.Analysis;
using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Hosting.Query;

/// <summary>A request for who calls whom, in the traces of some time. Its parameters are those of Jaeger's
/// <c>/api/dependencies</c>, and one of ours.</summary>
/// <param name="ByActor">Between actors instead of services.</param>
internal sealed record CallGraphQuery(ulong FromUnixNanos, ulong UntilUnixNanos, bool ByActor)
{
    private const ulong NanosPerMilli = 1_000_000;

    /// <summary>Jaeger's own default: a day.</summary>
    private const ulong DefaultLookbackMillis = 24 * 60 * 60 * 1000;

    public static CallGraphQuery? TryRead(IQueryCollection parameters, DateTimeOffset now, out QueryFault? fault)
    {
        fault = null;
        var end = Millis(parameters, "endTs", (ulong)now.ToUnixTimeMilliseconds(), ref fault);
        var lookback = Millis(parameters, "lookback", DefaultLookbackMillis, ref fault);
        var by = parameters["by"].ToString();
        if (by is not ("" or "service" or "actor")) fault ??= new QueryFault("by", "must be service or actor");
        return fault is null
            ? new CallGraphQuery((end - Math.Min(lookback, end)) * NanosPerMilli, end * NanosPerMilli, by == "actor")
            : null;
    }

    /// <param name="notes">Hears what is not counted.</param>
    /// <returns>And how many traces it is of.</returns>
    public async Task<(CallGraph Graph, int Traces)> CountAsync(
        ITraceStore store, TimeProvider time, QueryNotes notes, CancellationToken stopping)
    {
        var graph = ByActor ? CallGraph.OfActors() : CallGraph.OfServices();
        var traces = await CountAsync(graph, store, time, notes, stopping);
        if (graph.LeftOut > 0) notes.Add($"{graph.LeftOut} spans are left out: too many names");
        return (graph, traces);
    }

    /// <param name="notes">Hears what is not counted.</param>
    /// <returns>Number of traces.</returns>
    public Task<int> CountAsync(ICallCounter counter, ITraceStore store, TimeProvider time, QueryNotes notes,
        CancellationToken stopping) => new TraceCounting(store.Noting(notes), time)
        .CountAsync(counter, new TraceQlRange(FromUnixNanos, UntilUnixNanos), notes, stopping);

    private static ulong Millis(IQueryCollection parameters, string name, ulong otherwise, ref QueryFault? fault)
    {
        if (parameters[name].ToString() is not { Length: > 0 } text) return otherwise;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis)
            && millis <= ulong.MaxValue / NanosPerMilli)
            return millis;
        fault ??= new QueryFault(name, "must be milliseconds");
        return 0;
    }
}

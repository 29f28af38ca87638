using Microsoft.AspNetCore.Http;
using Tracing.TraceQl;
using Tracing.TraceQl.Parsing;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>The parameters that Tempo's requests have in common.</summary>
internal sealed record TempoQuery(TraceQlQuery? Query, TraceQlRange Range, int Limit)
{
    /// <summary>The most traces, names or values of one answer.</summary>
    public const int MaxLimit = 10_000;

    /// <param name="problem">Null with a null result never.</param>
    public static TempoQuery? TryRead(IQueryCollection given, int limit, out string problem)
    {
        var reading = new QueryParameters(given);
        var (from, until) = (TempoTime.Read(reading, "start"), TempoTime.Read(reading, "end"));
        if (from > until) reading.Report("end", "must not be before start");
        var read = new TempoQuery(null, new TraceQlRange(from, until), reading.Number("limit", limit, MaxLimit));
        if (reading.Fault is { } fault) problem = $"invalid {fault}";
        else if ((reading.Text("q") ?? reading.Text("query")) is not { } text)
        {
            problem = "";
            return read;
        }
        else if (TraceQlQuery.TryParse(text, out var broken) is { } query)
        {
            problem = "";
            return read with { Query = query };
        }
        else problem = broken is null ? "" : Describe(broken);
        return null;
    }

    public static string Describe(TraceQlFault fault) => FormattableString.Invariant(
        $"invalid TraceQL query: parse error at line {fault.Line}, col {fault.Column}: {fault.Problem}");
}

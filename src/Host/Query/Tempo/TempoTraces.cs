using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Query.Tempo;

/// <summary><c>/api/traces/{id}</c> and <c>/api/v2/traces/{id}</c>: a trace as OTLP, in JSON or, for
/// <c>Accept: application/protobuf</c>, in protobuf.</summary>
/// <remarks>The parameters <c>start</c> and <c>end</c> have no effect: they tell Tempo which files to look at. In
/// version 2, <c>q</c> selects spans, and <c>keep_hierarchy=false</c> leaves out those above them.</remarks>
internal sealed class TempoTraces(ITraceStore store, AnswerLimits limits)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/traces/{id}", FirstVersionAsync);
        routes.MapGet("/api/v2/traces/{id}", SecondVersionAsync);
    }

    private async Task FirstVersionAsync(HttpContext context)
    {
        if (await FindAsync(context, new QueryNotes()) is not { } trace) return;
        if (ProtobufAnswer.TypeFor(context) is { } type)
            await ProtobufAnswer.WriteAsync(context, type, OtlpProtobuf.Write(trace.Raw));
        else
        {
            await JsonAnswer.WriteAsync(context, 200, to =>
            {
                to.WriteStartObject();
                OtlpJsonWriter.WriteResourceSpans(to, "batches", trace.Raw);
                to.WriteEndObject();
            });
        }
    }

    private async Task SecondVersionAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (TempoQuery.TryRead(context.Request.Query, 1, out var fault) is not { } asked
            || asked.Query is { IsSelector: false })
        {
            await TempoApi.TextAsync(context, 400, fault.Length > 0 ? fault
                : "parameter 'q' must be one selector, such as { status = error }");
            return;
        }
        if (await FindAsync(context, notes) is not { } trace) return;
        var problem = Problem(trace, notes);
        var withAncestors = context.Request.Query["keep_hierarchy"] != "false";
        var spans = asked.Query is null ? trace.Raw : asked.Query.Match(trace)?.Selected(withAncestors) ?? [];
        if (ProtobufAnswer.TypeFor(context) is { } type)
            await ProtobufAnswer.WriteAsync(context, type, TraceByIdMessage.Write(spans, problem));
        else
        {
            await JsonAnswer.WriteAsync(context, 200, to =>
            {
                to.WriteStartObject();
                to.WritePropertyName("trace");
                OtlpJsonWriter.Write(to, spans);
                to.WriteStartObject("metrics");
                to.WriteString("inspectedBytes", trace.Bytes.ToString(CultureInfo.InvariantCulture));
                to.WriteEndObject();
                to.WriteString("status", problem.Length == 0 ? "COMPLETE" : "PARTIAL");
                to.WriteString("message", problem);
                to.WriteEndObject();
            });
        }
    }

    // Null: the request is answered.
    private async Task<KeptTrace?> FindAsync(HttpContext context, QueryNotes notes)
    {
        if (!JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id))
            await TempoApi.TextAsync(context, 400, "trace IDs must be 1 to 32 hexadecimal digits, not all zero");
        else if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace)
            return trace.Cut(limits.MaxSpans);
        else
            await TempoApi.TextAsync(context, 404, string.Join("; ", ["trace not found", .. notes.Lines]));
        return null;
    }

    private static string Problem(KeptTrace trace, QueryNotes notes)
    {
        var problems = new List<string>(notes.Lines);
        if (trace.Omitted > 0)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{trace.Omitted} spans are left out"));
        if (!trace.Completeness.Missing.IsDefaultOrEmpty) problems.Add($"{trace.Completeness}");
        return string.Join("; ", problems);
    }
}

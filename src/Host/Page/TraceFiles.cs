using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/otlp/{id}</c>: a trace as OTLP, in JSON or, where the request accepts it, in protobuf; <c>/api/tree/{id}</c>: the same as a tree of
/// text.</summary>
internal sealed class TraceFiles(ITraceStore store, AnswerLimits limits)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/otlp/{id}", OtlpAsync);
        routes.MapGet("/api/tree/{id}", TreeAsync);
    }

    private async Task OtlpAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await TraceAnswers.FindAsync(context, store, "id", limits.MaxSpans, notes) is not { } trace) return;
        // What is left out is told in a header: OTLP has no place for it.
        if (trace.Omitted > 0) context.Response.Headers["X-Omitted-Spans"] = $"{trace.Omitted}";
        if (ProtobufAnswer.TypeFor(context) is { } type)
            await ProtobufAnswer.WriteAsync(context, type, OtlpProtobuf.Write(trace.Raw));
        else await JsonAnswer.WriteAsync(context, 200, to => OtlpJsonWriter.Write(to, trace.Raw));
    }

    private async Task TreeAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await TraceAnswers.FindAsync(context, store, "id", limits.MaxSpans, notes) is not { } trace) return;
        context.Response.ContentType = "text/plain; charset=utf-8";
        string[] parts =
        [
            $"{TraceText.Of(trace)}", .. notes.Lines.Select(note => $"spans may be missing; {note}\n"),
        ];
        await context.Response.WriteAsync(string.Concat(parts), context.RequestAborted);
    }
}

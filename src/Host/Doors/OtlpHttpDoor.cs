using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Doors;

/// <summary>
/// OTLP/HTTP: <c>POST /v1/traces</c>, protobuf or JSON (OTLP specification, "OTLP/HTTP").
/// </summary>
internal sealed class OtlpHttpDoor(DoorAdmission admission, DoorCounts counts)
{
    /// <summary>The answer to a client that exports other signals as well.</summary>
    public const string TracesOnly =
        "this host takes traces only; OTEL_METRICS_EXPORTER=none and OTEL_LOGS_EXPORTER=none turn the others off";

    private const string TracesPath = "/v1/traces";

    private static readonly OtlpProtobufFormat _protobuf = new();
    private static readonly OtlpJsonFormat _json = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map(TracesPath, HandleAsync);
        routes.Map("/{**path}", HandleOtherAsync);
    }

    /// <summary>Answers a request that the port's gate refuses with a <c>google.rpc.Status</c>.</summary>
    public Task RefuseAsync(HttpContext context, int httpStatus, string problem) =>
        RefuseAsync(context, httpStatus, problem, EncodingOf(context.Request));

    // An endpoint that ends in a slash makes some clients ask for //v1/traces.
    private Task HandleOtherAsync(HttpContext context)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = string.Join('/', parts);
        if (path == TracesPath[1..]) return HandleAsync(context);
        var encoding = EncodingOf(context.Request);
        return RefuseAsync(context, 404, path is "v1/metrics" or "v1/logs" or "v1development/profiles"
            ? TracesOnly
            : $"this port takes traces in OTLP, at POST {TracesPath}", encoding);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var type = MediaType.Of(context.Request);
        var encoding = EncodingOf(context.Request);
        try
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.Headers.Allow = HttpMethods.Post;
                await RefuseAsync(context, 405, "only POST is answered here", encoding);
            }
            else if (type is not (MediaType.Protobuf or MediaType.Json))
                await RefuseAsync(context, 415, $"Content-Type must be {MediaType.Protobuf} or {MediaType.Json}", encoding);
            else
                await AdmitAsync(context, encoding);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; nobody is there to answer.
        }
    }

    private async Task AdmitAsync(HttpContext context, OtlpEncoding encoding)
    {
        var admitted = await admission.AdmitAsync(
            new HttpBody(context.Request), encoding == OtlpEncoding.Json ? _json : _protobuf, counts,
            context.RequestAborted);
        if (admitted.Batch is { } batch)
            await AnswerAsync(context, 200, OtlpReply.Taken(batch, encoding), encoding);
        else
            await AnswerRefusedAsync(context, admitted.Status, admitted.Problem ?? "not taken", encoding);
    }

    private Task RefuseAsync(HttpContext context, int status, string problem, OtlpEncoding encoding)
    {
        counts.CountRefused(status, context.Connection.RemoteIpAddress);
        return AnswerRefusedAsync(context, status, problem, encoding);
    }

    private static Task AnswerRefusedAsync(HttpContext context, int status, string problem, OtlpEncoding encoding)
    {
        DoorStatus.AskForRetry(context.Response, status);
        return AnswerAsync(
            context, status, OtlpReply.Refused(DoorStatus.CodeOf(status), problem, encoding), encoding);
    }

    private static async Task AnswerAsync(HttpContext context, int status, byte[] body, OtlpEncoding encoding)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = encoding == OtlpEncoding.Json ? MediaType.Json : MediaType.Protobuf;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static OtlpEncoding EncodingOf(HttpRequest request) =>
        MediaType.Of(request) == MediaType.Protobuf ? OtlpEncoding.Protobuf : OtlpEncoding.Json;
}

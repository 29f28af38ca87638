using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Contracts;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Doors;

/// <summary>
/// OTLP/HTTP: <c>POST /v1/traces</c>, protobuf or JSON, plain or gzip (OTLP specification, "OTLP/HTTP").
/// </summary>
internal sealed class OtlpHttpDoor(IBatchIntake intake, long maxRequestBytes, DoorCounts counts)
{
    /// <summary>OTLP's recommended limit; it holds before and after unpacking.</summary>
    public const long DefaultMaxRequestBytes = 64 << 20;

    private const string ProtobufType = "application/x-protobuf";
    private const string JsonType = "application/json";

    /// <summary>Number of requests of the greatest length whose bytes may be held at a time.</summary>
    private const int MaxLongRequests = 4;

    /// <summary>Retry-After of a 503.</summary>
    private const int RetryAfterSeconds = 1;

    private readonly ByteBudget _budget = new(maxRequestBytes * MaxLongRequests);

    public void Map(IEndpointRouteBuilder routes) => routes.Map("/v1/traces", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var type = ContentType(context.Request);
        var encoding = type == ProtobufType ? OtlpEncoding.Protobuf : OtlpEncoding.Json;
        try
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.Headers.Allow = HttpMethods.Post;
                await RefuseAsync(context, 405, "only POST is answered here", encoding);
            }
            else if (type is not (ProtobufType or JsonType))
                await RefuseAsync(context, 415, $"Content-Type must be {ProtobufType} or {JsonType}", encoding);
            else
                await ReadAsync(context, encoding);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; nobody is there to answer.
        }
    }

    private async Task ReadAsync(HttpContext context, OtlpEncoding encoding)
    {
        var reader = new BodyReader(maxRequestBytes, _budget);
        var body = await reader.ReadAsync(context.Request, context.RequestAborted);
        try
        {
            if (body.Problem is not null) await RefuseAsync(context, body.Status, body.Problem, encoding);
            else await ParseAsync(context, body.Bytes, encoding);
        }
        finally
        {
            _budget.Return(body.Taken);
        }
    }

    private async Task ParseAsync(HttpContext context, ReadOnlyMemory<byte> request, OtlpEncoding encoding)
    {
        var batch = encoding == OtlpEncoding.Json
            ? OtlpJsonReader.TryRead(request, out var fault)
            : OtlpSkim.TryRead(request, out fault);
        if (batch is null)
            await RefuseAsync(context, 400, fault?.ToString() ?? "not an OTLP request", encoding);
        else if (await HandOverAsync(batch, context.RequestAborted))
        {
            counts.CountTaken(batch.Rejected);
            await AnswerAsync(context, 200, OtlpReply.Taken(batch, encoding), encoding);
        }
        else
            await RefuseAsync(context, 503, "too much waits to be stored; nothing of this request was taken", encoding);
    }

    private async ValueTask<bool> HandOverAsync(SpanBatch batch, CancellationToken stopping)
    {
        try
        {
            return await intake.TakeAsync(batch, stopping);
        }
#pragma warning disable CA1031 // Whatever failed in engine or journal, the request is good, so its sender is asked to retry.
        catch (Exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private Task RefuseAsync(HttpContext context, int status, string problem, OtlpEncoding encoding)
    {
        counts.CountRefused(status);
        if (status == 503) context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        var code = status switch
        {
            405 or 415 => RpcCode.Unimplemented,
            413 => RpcCode.ResourceExhausted,
            503 => RpcCode.Unavailable,
            < 500 => RpcCode.InvalidArgument,
            _ => RpcCode.Internal,
        };
        return AnswerAsync(context, status, OtlpReply.Refused(code, problem, encoding), encoding);
    }

    private static async Task AnswerAsync(HttpContext context, int status, byte[] body, OtlpEncoding encoding)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = encoding == OtlpEncoding.Json ? JsonType : ProtobufType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string ContentType(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}

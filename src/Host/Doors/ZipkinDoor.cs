using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Wire;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Doors;

/// <summary>Zipkin: <c>POST /api/v2/spans</c>, JSON or protobuf (zipkin-api, zipkin2-api.yaml).</summary>
internal sealed class ZipkinDoor(DoorAdmission admission, DoorCounts counts, TimeProvider time)
{
    private const string SpansPath = "/api/v2/spans";

    private readonly ZipkinJsonFormat _json = new(time);
    private readonly ZipkinProtobufFormat _protobuf = new(time);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(SpansPath, HandleAsync);
        routes.MapPost("/api/v1/spans", context =>
            RefuseAsync(context, 404, $"version 1 of Zipkin's API is not taken; POST {SpansPath} is"));
        routes.MapFallback(context =>
            RefuseAsync(context, 404, $"this port takes spans of Zipkin, at POST {SpansPath}"));
    }

    private async Task HandleAsync(HttpContext context)
    {
        var type = MediaType.Of(context.Request);
        IRequestFormat? format = type switch
        {
            // Zipkin takes a request that does not tell its type as JSON.
            MediaType.Json or "" => _json,
            MediaType.Protobuf => _protobuf,
            _ => null,
        };
        try
        {
            if (format is null)
                await RefuseAsync(context, 415, $"Content-Type must be {MediaType.Json} or {MediaType.Protobuf}");
            else
                await AdmitAsync(context, format);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; nobody is there to answer.
        }
    }

    private async Task AdmitAsync(HttpContext context, IRequestFormat format)
    {
        var admitted = await admission.AdmitAsync(
            new HttpBody(context.Request), format, counts, context.RequestAborted);
        if (admitted.Batch is not { } batch)
            await AnswerAsync(context, admitted.Status, admitted.Problem ?? "not taken");
        else if (batch.Rejected == 0) context.Response.StatusCode = 202;
        // Zipkin's API has no partial success; a client that reads the text learns of it.
        else await AnswerAsync(context, 202, $"{batch.Rejected} of the spans were rejected. {batch.RejectedWhy}");
    }

    /// <summary>Answers a request that is refused, by the port's gate too.</summary>
    public Task RefuseAsync(HttpContext context, int status, string problem)
    {
        counts.CountRefused(status, context.Connection.RemoteIpAddress);
        return AnswerAsync(context, status, problem);
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        DoorStatus.AskForRetry(context.Response, status);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}

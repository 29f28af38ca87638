using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary><c>POST /api/transform</c>: traces in OTLP/JSON, such as a file that a user of Jaeger's page opens, in
/// Jaeger's own JSON. Nothing is stored.</summary>
internal sealed class JaegerTransform(TimeProvider time, AnswerLimits limits)
{
    public const int MaxBytes = 16 << 20;

    /// <summary>Elements of a request: a body of empty ones would take much more memory than its length.</summary>
    private const int MaxElements = 2_000_000;

    private static readonly OtlpJsonFormat _format = new();

    // One at a time bounds what all of them take together.
    private static readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Time that a body has, as others wait for it.</summary>
    private static readonly TimeSpan _bodyTime = TimeSpan.FromSeconds(30);

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/transform", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBytes;
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            await TransformAsync(context);
        }
        catch (BadHttpRequestException cause)
        {
            await RefuseAsync(context, cause.StatusCode, $"the body must have up to {MaxBytes >> 20} MiB");
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TransformAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        using (var late = new CancellationTokenSource(_bodyTime, time))
        using (var stopping = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted))
        {
            try
            {
                await context.Request.Body.CopyToAsync(body, stopping.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                await RefuseAsync(context, 408, $"the body did not come within {_bodyTime.TotalSeconds} s");
                return;
            }
        }
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var cost = _format.Measure(bytes.Span);
        WireFault? fault = null;
        if (cost.Elements > MaxElements)
            await RefuseAsync(context, 413, $"the body has more than {MaxElements} elements");
        else if (_format.TryRead(bytes, cost, out fault) is not { } batch)
            await RefuseAsync(context, 400, $"cannot unmarshal OTLP: {fault}");
        else
        {
            var notes = new QueryNotes();
            if (batch.Rejected > 0) notes.Add($"{batch.Rejected} of the spans were left out. {batch.RejectedWhy}");
            var now = time.GetUtcNow();
            var traces = batch.Spans.GroupBy(static span => span.TraceId)
                .Select(group => KeptTrace.Of(
                    new ClosedTrace(group.Key, 0, Completeness.Settled, [.. group], 0, now))).ToArray();
            await JaegerEnvelope.WriteAsync(context, traces,
                (to, trace) => JaegerTraceWriter.Write(to, trace, limits, isAssembled: false), notes, limits.MaxBytes);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string problem) =>
        JaegerEnvelope.RefuseAsync(context, new JaegerError(status, problem));
}

namespace Tracing.Sampling;

/// <summary>Makes requests for samplers.</summary>
internal static class Requests
{
    public static SamplingRequest Root { get; } = Of(new TraceId(1, 2));

    public static SamplingRequest Of(TraceId id) => new(default, id, "GET /orders", SpanKind.Server, "OrderService");

    public static SamplingRequest Of(string service, string operation) =>
        new(default, new TraceId(1, 2), operation, SpanKind.Server, service);

    public static SamplingRequest From(CallerDecision decision) => Root with
    {
        Parent = new TraceContext(new TraceId(1, 2), new SpanId(3), default, default, null, decision),
    };
}

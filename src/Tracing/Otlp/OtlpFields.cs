namespace Tracing.Otlp;

/// <summary>Field numbers of OTLP's trace messages (opentelemetry-proto 1.x: trace.proto, common.proto,
/// resource.proto) and of its answers.</summary>
internal static class OtlpFields
{
    public static class Request
    {
        public const int ResourceSpans = 1;
    }

    /// <summary>ExportTraceServiceResponse (trace_service.proto).</summary>
    public static class Response
    {
        public const int PartialSuccess = 1;
    }

    public static class PartialSuccess
    {
        public const int RejectedSpans = 1, ErrorMessage = 2;
    }

    /// <summary>google.rpc.Status (google/rpc/status.proto).</summary>
    public static class RpcStatus
    {
        public const int Code = 1, Message = 2, Details = 3;
    }

    public static class Any
    {
        public const int TypeUrl = 1, Value = 2;
    }

    public static class RetryInfo
    {
        public const int Delay = 1;
    }

    public static class Duration
    {
        public const int Seconds = 1, Nanos = 2;
    }

    public static class ResourceSpans
    {
        public const int Resource = 1, ScopeSpans = 2, SchemaUrl = 3;
    }

    public static class ScopeSpans
    {
        public const int Scope = 1, Spans = 2, SchemaUrl = 3;
    }

    public static class Resource
    {
        public const int Attributes = 1, DroppedAttributes = 2;
    }

    public static class Scope
    {
        public const int Name = 1, Version = 2, Attributes = 3, DroppedAttributes = 4;
    }

    public static class Span
    {
        public const int TraceId = 1, SpanId = 2, TraceState = 3, ParentSpanId = 4, Name = 5, Kind = 6, Start = 7,
            End = 8, Attributes = 9, DroppedAttributes = 10, Events = 11, DroppedEvents = 12, Links = 13,
            DroppedLinks = 14, Status = 15, Flags = 16;
    }

    public static class Event
    {
        public const int Time = 1, Name = 2, Attributes = 3, DroppedAttributes = 4;
    }

    public static class Link
    {
        public const int TraceId = 1, SpanId = 2, TraceState = 3, Attributes = 4, DroppedAttributes = 5, Flags = 6;
    }

    public static class Status
    {
        public const int Message = 2, Code = 3;
    }

    public static class KeyValue
    {
        public const int Key = 1, Value = 2;
    }

    public static class AnyValue
    {
        public const int String = 1, Bool = 2, Int = 3, Double = 4, Array = 5, Map = 6, Bytes = 7;
    }

    /// <summary>The field of both ArrayValue and KeyValueList.</summary>
    public const int Values = 1;
}

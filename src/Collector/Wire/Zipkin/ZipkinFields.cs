namespace Tracing.Wire.Zipkin;

/// <summary>Field numbers of Zipkin's messages (zipkin-api, zipkin.proto).</summary>
internal static class ZipkinFields
{
    public static class List
    {
        public const int Spans = 1;
    }

    public static class Span
    {
        public const int TraceId = 1, ParentId = 2, Id = 3, Kind = 4, Name = 5, Timestamp = 6, Duration = 7, Local = 8,
            Remote = 9, Annotations = 10, Tags = 11, Debug = 12, Shared = 13;
    }

    public static class Endpoint
    {
        public const int Service = 1, V4 = 2, V6 = 3, Port = 4;
    }

    public static class Annotation
    {
        public const int Timestamp = 1, Value = 2;
    }

    /// <summary>An entry of a map.</summary>
    public static class Pair
    {
        public const int Key = 1, Value = 2;
    }
}

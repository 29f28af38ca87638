using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tracing.Wire.Zipkin;

/// <summary>Writes spans in Zipkin's JSON, version 2, as OpenTelemetry's Zipkin exporters do (OpenTelemetry
/// specification, "Zipkin").</summary>
public static class ZipkinJsonWriter
{
    private const ulong NanosPerMicro = 1_000;

    // A text within a text of JSON is escaped once more, and Zipkin's page shows it as it is.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one span.</summary>
    /// <param name="service">Name of the service; empty: unknown.</param>
    /// <param name="scope">Name of the instrumentation scope; empty: unknown.</param>
    /// <param name="resource">Attributes of the resource that become tags, where the span has none of the name.</param>
    public static void Write(Utf8JsonWriter to, SpanData span, string service, string scope = "",
        string scopeVersion = "", ImmutableArray<Tag> resource = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(service);
        // Attributes that became a field of the span.
        var fields = new HashSet<string>(StringComparer.Ordinal);
        to.WriteStartObject();
        to.WriteString("traceId", TraceIdOf(span));
        if (!span.ParentSpanId.IsNone) to.WriteString("parentId", span.ParentSpanId.ToString());
        to.WriteString("id", span.SpanId.ToString());
        if (KindOf(span.Kind) is { } kind) to.WriteString("kind", kind);
        if (span.Name.Length > 0) to.WriteString("name", span.Name);
        if (span.StartUnixNanos > 0) to.WriteNumber("timestamp", span.StartUnixNanos / NanosPerMicro);
        // In Zipkin no duration means that it is unknown, and a known one is a microsecond at least.
        if (span.DurationNanos > 0) to.WriteNumber("duration", Math.Max(1, span.DurationNanos / NanosPerMicro));
        ZipkinEndpointWriter.Write(to, "localEndpoint", service, span, ZipkinTags.LocalAddress, ZipkinTags.LocalV6,
            ZipkinTags.LocalPort, fields);
        ZipkinEndpointWriter.Write(to, "remoteEndpoint", RemoteService(span, fields), span, ZipkinTags.RemoteAddress,
            ZipkinTags.RemoteV6, ZipkinTags.RemotePort, fields);
        Annotations(to, span);
        Tags(to, span, scope, scopeVersion, resource.IsDefault ? [] : resource, fields);
        if (span[ZipkinTags.Debug].AsBool) to.WriteBoolean("debug", true);
        if (span[ZipkinTags.Shared].AsBool) to.WriteBoolean("shared", true);
        to.WriteEndObject();
    }

    // Zipkin writes ids of 64 bits with 16 digits.
    private static string TraceIdOf(SpanData span) =>
        span.TraceId.High == 0 ? span.TraceId.ToString()[SpanId.HexLength..] : span.TraceId.ToString();

    private static string RemoteService(SpanData span, HashSet<string> fields)
    {
        if (span[ZipkinTags.RemoteService].AsString is not { Length: > 0 } service) return "";
        fields.Add(ZipkinTags.RemoteService);
        return service;
    }

    private static void Annotations(Utf8JsonWriter to, SpanData span)
    {
        if (span.Events.IsEmpty) return;
        to.WriteStartArray("annotations");
        foreach (var happened in span.Events)
        {
            to.WriteStartObject();
            to.WriteNumber("timestamp", happened.UnixNanos / NanosPerMicro);
            to.WriteString("value", AnnotationOf(happened));
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }

    private static void Tags(Utf8JsonWriter to, SpanData span, string scope, string scopeVersion,
        ImmutableArray<Tag> resource, HashSet<string> fields)
    {
        // An object's members are unique. Of several attributes with one key the last counts.
        var tags = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in span.Tags)
            if (!fields.Contains(key) && key is not (ZipkinTags.Debug or ZipkinTags.Shared or ZipkinTags.SharedParent))
                tags[key] = value.ToString();
        if (span.Status == SpanStatus.Ok) Add(ZipkinTags.StatusCode, "OK");
        if (span.Status == SpanStatus.Error && !IsToldByTag(span))
        {
            Add(ZipkinTags.StatusCode, "ERROR");
            Add(ZipkinTags.Error, string.IsNullOrEmpty(span.StatusMessage) ? "true" : span.StatusMessage);
        }
        Add(ZipkinTags.ScopeName, scope);
        Add(ZipkinTags.ScopeVersion, scopeVersion);
        Add(ZipkinTags.TraceState, span.TraceState);
        for (var i = 0; i < span.Links.Length; i++)
            Add($"{ZipkinTags.Link}{i.ToString(CultureInfo.InvariantCulture)}", LinkOf(span.Links[i]));
        Add(ZipkinTags.DroppedAttributes, Count(span.DroppedTags));
        Add(ZipkinTags.DroppedEvents, Count(span.DroppedEvents));
        Add(ZipkinTags.DroppedLinks, Count(span.DroppedLinks));
        foreach (var (key, value) in resource) Add(key, value.ToString());
        if (tags.Count == 0) return;
        to.WriteStartObject("tags");
        foreach (var (key, value) in tags) to.WriteString(key, value);
        to.WriteEndObject();

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value)) tags.TryAdd(key, value);
        }
    }

    // The status of a span that came as Zipkin is made of its tag alone.
    private static bool IsToldByTag(SpanData span) => span[ZipkinTags.Error].AsString is { } error
        && (span.StatusMessage is { Length: > 0 } message ? error == message : error is "" or "true");

    private static string Count(int count) => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);

    // In the form of the OpenTelemetry collector: ids, tracestate, attributes as JSON, and the number of dropped ones.
    private static string LinkOf(SpanLink link) => string.Create(CultureInfo.InvariantCulture,
        $"{link.TraceId}|{link.SpanId}|{link.TraceState}|{Json(to => Attributes(to, link.Tags))}|{link.DroppedTags}");

    // An event with attributes is written with them as JSON, as the specification asks.
    private static string AnnotationOf(SpanEvent happened) => happened.Tags.IsEmpty ? happened.Name : Json(to =>
    {
        to.WriteStartObject();
        to.WritePropertyName(happened.Name);
        Attributes(to, happened.Tags);
        to.WriteEndObject();
    });

    private static void Attributes(Utf8JsonWriter to, ImmutableArray<Tag> tags)
    {
        to.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in tags)
            if (written.Add(tag.Key))
                to.WriteString(tag.Key, tag.Value.ToString());
        to.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var to = new Utf8JsonWriter(bytes, _readable)) write(to);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string? KindOf(SpanKind kind) => kind switch
    {
        SpanKind.Client => "CLIENT",
        SpanKind.Server => "SERVER",
        SpanKind.Producer => "PRODUCER",
        SpanKind.Consumer => "CONSUMER",
        _ => null,
    };
}

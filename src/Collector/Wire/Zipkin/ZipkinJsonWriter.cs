using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tracing.Wire.Zipkin;

/// <summary>Writes spans in Zipkin's JSON, version 2, as OpenTelemetry's Zipkin exporters do (OpenTelemetry
/// specification, "Zipkin").</summary>
public static class ZipkinJsonWriter
{
    private const ulong NanosPerMicro = 1_000;

    /// <summary>Writes one span.</summary>
    /// <param name="service">Name of the service; empty: unknown.</param>
    /// <param name="scope">Name of the instrumentation scope; empty: unknown.</param>
    public static void Write(
        Utf8JsonWriter to, SpanData span, string service, string scope = "", string scopeVersion = "")
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(span);
        to.WriteStartObject();
        to.WriteString("traceId", span.TraceId.ToString());
        to.WriteString("id", span.SpanId.ToString());
        if (!span.ParentSpanId.IsNone) to.WriteString("parentId", span.ParentSpanId.ToString());
        if (KindOf(span.Kind) is { } kind) to.WriteString("kind", kind);
        to.WriteString("name", span.Name);
        to.WriteNumber("timestamp", span.StartUnixNanos / NanosPerMicro);
        // Zipkin knows no duration of zero.
        to.WriteNumber("duration", Math.Max(1, span.DurationNanos / NanosPerMicro));
        Endpoint(to, "localEndpoint", service, span, ZipkinTags.LocalAddress, ZipkinTags.LocalV6, ZipkinTags.LocalPort);
        Endpoint(to, "remoteEndpoint", TextOf(span, ZipkinTags.RemoteService), span, ZipkinTags.RemoteAddress,
            ZipkinTags.RemoteV6, ZipkinTags.RemotePort);
        if (!span.Events.IsEmpty)
        {
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
        Tags(to, span, scope, scopeVersion);
        if (span[ZipkinTags.Debug].AsBool) to.WriteBoolean("debug", true);
        to.WriteEndObject();
    }

    private static void Tags(Utf8JsonWriter to, SpanData span, string scope, string scopeVersion)
    {
        to.WriteStartObject("tags");
        var written = new HashSet<string>();
        // Of several attributes with one key the last counts; an object's members are unique.
        for (var i = span.Tags.Length - 1; i >= 0; i--)
        {
            var (key, value) = (span.Tags[i].Key, span.Tags[i].Value);
            if (!IsOfEndpoint(key) && written.Add(key)) to.WriteString(key, value.ToString());
        }
        if (span.Status != SpanStatus.Unset)
            Add(ZipkinTags.StatusCode, span.Status == SpanStatus.Ok ? "OK" : "ERROR");
        if (span.Status == SpanStatus.Error)
            Add(ZipkinTags.Error, string.IsNullOrEmpty(span.StatusMessage) ? "true" : span.StatusMessage);
        Add(ZipkinTags.ScopeName, scope);
        Add(ZipkinTags.ScopeVersion, scopeVersion);
        Add(ZipkinTags.DroppedAttributes, Count(span.DroppedTags));
        Add(ZipkinTags.DroppedEvents, Count(span.DroppedEvents));
        Add(ZipkinTags.DroppedLinks, Count(span.DroppedLinks));
        to.WriteEndObject();

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value) && written.Add(key)) to.WriteString(key, value);
        }
    }

    private static string Count(int count) => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);

    private static bool IsOfEndpoint(string key) => key is ZipkinTags.LocalAddress or ZipkinTags.LocalV6
        or ZipkinTags.LocalPort or ZipkinTags.RemoteAddress or ZipkinTags.RemoteV6 or ZipkinTags.RemotePort
        or ZipkinTags.Debug or ZipkinTags.Shared;

    // An event with attributes is written with them as JSON, as the specification asks.
    private static string AnnotationOf(SpanEvent happened)
    {
        if (happened.Tags.IsEmpty) return happened.Name;
        using var bytes = new MemoryStream();
        using (var to = new Utf8JsonWriter(bytes))
        {
            to.WriteStartObject();
            to.WriteStartObject(happened.Name);
            var written = new HashSet<string>();
            foreach (var tag in happened.Tags)
                if (written.Add(tag.Key))
                    to.WriteString(tag.Key, tag.Value.ToString());
            to.WriteEndObject();
            to.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Endpoint(
        Utf8JsonWriter to, string member, string service, SpanData span, string address, string other, string port)
    {
        var (first, second) = (TextOf(span, address), TextOf(span, other));
        if (service.Length == 0 && first.Length == 0) return;
        to.WriteStartObject(member);
        if (service.Length > 0) to.WriteString("serviceName", service);
        foreach (var text in (string[])[first, second])
            if (IPAddress.TryParse(text, out var ip))
                to.WriteString(ip.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6", text);
        if (span[port].AsInt is > 0 and <= ushort.MaxValue and var number) to.WriteNumber("port", number);
        to.WriteEndObject();
    }

    private static string TextOf(SpanData span, string key) =>
        span[key] is { Kind: TagKind.String } value ? value.AsString ?? "" : "";

    private static string? KindOf(SpanKind kind) => kind switch
    {
        SpanKind.Client => "CLIENT",
        SpanKind.Server => "SERVER",
        SpanKind.Producer => "PRODUCER",
        SpanKind.Consumer => "CONSUMER",
        _ => null,
    };
}

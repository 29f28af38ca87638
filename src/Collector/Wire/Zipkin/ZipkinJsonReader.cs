using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Tracing.Wire.Json;

namespace Tracing.Wire.Zipkin;

/// <summary>Reads a list of spans in Zipkin's JSON, version 2 (zipkin-api, zipkin2-api.yaml).</summary>
/// <remarks>Any bytes give spans or a fault that names the field. A span with an unusable id is marked by
/// itself.</remarks>
internal static class ZipkinJsonReader
{
    /// <summary>Maximum depth of the JSON; Zipkin's own is four.</summary>
    public const int MaxDepth = 64;

    private const int TraceIdAt = 1, IdAt = 2, ParentIdAt = 3, KindAt = 4, NameAt = 5, TimestampAt = 6, DurationAt = 7,
        LocalAt = 8, RemoteAt = 9, AnnotationsAt = 10, TagsAt = 11, DebugAt = 12, SharedAt = 13, BinaryAt = 14;

    // Version 1 has the kind, the endpoints and the tags of a span elsewhere: they would be lost without a word.
    private const string IsVersion1 = "belongs to version 1 of Zipkin's format; this is the address of version 2";

    private static readonly JsonMembers _span = new(
        (TraceIdAt, "traceId"), (IdAt, "id"), (ParentIdAt, "parentId"), (KindAt, "kind"), (NameAt, "name"),
        (TimestampAt, "timestamp"), (DurationAt, "duration"), (LocalAt, "localEndpoint"), (RemoteAt, "remoteEndpoint"),
        (AnnotationsAt, "annotations"), (TagsAt, "tags"), (DebugAt, "debug"), (SharedAt, "shared"),
        (BinaryAt, "binaryAnnotations"));

    private const int ServiceAt = 1, V4At = 2, V6At = 3, PortAt = 4;

    private static readonly JsonMembers _endpoint = new(
        (ServiceAt, "serviceName"), (V4At, "ipv4"), (V6At, "ipv6"), (PortAt, "port"));

    private const decimal NanosPerMicro = 1_000;
    private const decimal MaxMicros = ulong.MaxValue / NanosPerMicro;

    /// <summary>Returns null when the bytes are no such list; <paramref name="fault"/> then says why.</summary>
    public static List<ZipkinSpan>? TryRead(ReadOnlyMemory<byte> json, out WireFault? fault)
    {
        var reading = new JsonReading("the list of spans");
        json = json[JsonBytes.Start(json.Span)..];
        var spans = new List<ZipkinSpan>();
        var (values, ofEndpoint) = (_span.MakeRoom(), _endpoint.MakeRoom());
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Array) reading.Report("must be an array");
            else
            {
                foreach (var (index, item) in reading.Items("", document.RootElement))
                {
                    reading.Enter("", index);
                    reading.BeginPart();
                    spans.Add(Span(reading, item, index, values, ofEndpoint));
                    reading.Leave();
                }
            }
        }
        catch (JsonException e)
        {
            reading.Report(JsonBytes.Problem(json.Span, MaxDepth, e));
        }
        fault = reading.Fault;
        return fault is null ? spans : null;
    }

    private static ZipkinSpan Span(
        JsonReading reading, JsonElement span, int index, JsonElement[] values, JsonElement[] ofEndpoint)
    {
        _span.Read(span, values);
        if (values[BinaryAt].ValueKind != JsonValueKind.Undefined) reading.Report("binaryAnnotations", IsVersion1);
        var read = new ZipkinSpan
        {
            TraceId = TraceId(reading, "traceId", values[TraceIdAt]),
            Id = SpanId(reading, "id", values[IdAt]),
            Kind = Kind(reading, "kind", values[KindAt]),
            Name = reading.Text("name", values[NameAt]),
            StartUnixNanos = Nanos(reading, "timestamp", values[TimestampAt]),
            DurationNanos = Nanos(reading, "duration", values[DurationAt]),
            Local = Endpoint(reading, "localEndpoint", values[LocalAt], ofEndpoint),
            Remote = Endpoint(reading, "remoteEndpoint", values[RemoteAt], ofEndpoint),
            Annotations = Annotations(reading, "annotations", values[AnnotationsAt]),
            Tags = Tags(reading, "tags", values[TagsAt]),
            IsDebug = reading.Bool("debug", values[DebugAt]),
            IsShared = reading.Bool("shared", values[SharedAt]),
        };
        return ZipkinFaults.Check(Parent(reading, read, "parentId", values[ParentIdAt], index), index);
    }

    // Some clients write a parent that is none as an empty text or as zeros.
    private static ZipkinSpan Parent(JsonReading reading, ZipkinSpan span, string field, JsonElement value, int index)
    {
        var text = reading.Text(field, value);
        if (text.AsSpan().Trim('0').IsEmpty) return span;
        return ZipkinIds.TrySpanId(text, out var id)
            ? span with { ParentId = id }
            : span with { Fault = ZipkinFaults.Parent(index) };
    }

    private static TraceId TraceId(JsonReading reading, string field, JsonElement value) =>
        ZipkinIds.TryTraceId(reading.Text(field, value), out var id) ? id : default;

    private static SpanId SpanId(JsonReading reading, string field, JsonElement value) =>
        ZipkinIds.TrySpanId(reading.Text(field, value), out var id) ? id : default;

    private static SpanKind Kind(JsonReading reading, string field, JsonElement value)
    {
        var text = reading.Text(field, value);
        if (text.Length == 0) return SpanKind.Internal;
        var kind = text.ToUpperInvariant() switch
        {
            "CLIENT" => SpanKind.Client,
            "SERVER" => SpanKind.Server,
            "PRODUCER" => SpanKind.Producer,
            "CONSUMER" => SpanKind.Consumer,
            _ => SpanKind.Unspecified,
        };
        if (kind == SpanKind.Unspecified) reading.Report(field, "must be CLIENT, SERVER, PRODUCER or CONSUMER");
        return kind;
    }

    // Microseconds; some clients write fractions of them, or a text. Zipkin takes a number below zero for none.
    private static ulong Nanos(JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return 0;
        if (JsonScalars.TryDigits(value, out var digits) && digits <= MaxMicros) return digits * (ulong)NanosPerMicro;
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => JsonStrings.Read(value),
            _ => null,
        };
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var micros)
            && micros <= MaxMicros)
            return micros < 0 ? 0 : (ulong)(micros * NanosPerMicro);
        reading.Report(field, $"must be a number of microseconds from 0 to {decimal.Truncate(MaxMicros)}");
        return 0;
    }

    private static ZipkinEndpoint Endpoint(JsonReading reading, string field, JsonElement value, JsonElement[] values)
    {
        if (!reading.Expect(field, value, JsonValueKind.Object)) return ZipkinEndpoint.None;
        reading.Enter(field);
        _endpoint.Read(value, values);
        var read = new ZipkinEndpoint(reading.Text("serviceName", values[ServiceAt]),
            Address(reading, "ipv4", values[V4At]), Address(reading, "ipv6", values[V6At]),
            (int)reading.Whole("port", values[PortAt], 0, ushort.MaxValue));
        reading.Leave();
        return read;
    }

    // Zipkin passes over an address that is none; here it stays as it was written.
    private static string? Address(JsonReading reading, string field, JsonElement value)
    {
        var text = reading.Text(field, value);
        if (text.Length == 0) return null;
        return IPAddress.TryParse(text, out var address) ? address.ToString() : text;
    }

    private static ImmutableArray<SpanEvent> Annotations(JsonReading reading, string field, JsonElement values)
    {
        if (!reading.Expect(field, values, JsonValueKind.Array)) return [];
        var annotations = ImmutableArray.CreateBuilder<SpanEvent>(values.GetArrayLength());
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            var (at, value) = (0ul, "");
            foreach (var member in item.EnumerateObject())
            {
                if (JsonStrings.IsNamed(member, "timestamp"u8)) at = Nanos(reading, "timestamp", member.Value);
                else if (JsonStrings.IsNamed(member, "value"u8)) value = reading.Text("value", member.Value);
                else if (JsonStrings.IsNamed(member, "endpoint"u8)) reading.Report("endpoint", IsVersion1);
            }
            annotations.Add(new SpanEvent(at, value, []));
            reading.Leave();
        }
        return annotations.DrainToImmutable();
    }

    // Zipkin's values are texts. Some clients write numbers and booleans, which are read as the texts they would be.
    private static ImmutableArray<Tag> Tags(JsonReading reading, string field, JsonElement values)
    {
        if (!reading.Expect(field, values, JsonValueKind.Object)) return [];
        reading.Enter(field);
        var tags = ImmutableArray.CreateBuilder<Tag>(values.GetPropertyCount());
        foreach (var member in values.EnumerateObject())
        {
            if (!reading.CountsItem()) break;
            var value = member.Value.ValueKind switch
            {
                JsonValueKind.String => JsonStrings.Read(member.Value),
                JsonValueKind.Null => "",
                _ => member.Value.GetRawText(),
            };
            tags.Add(new Tag(JsonStrings.NameOf(member), value));
        }
        reading.Leave();
        return tags.DrainToImmutable();
    }
}

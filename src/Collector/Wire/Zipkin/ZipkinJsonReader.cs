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

    private const decimal NanosPerMicro = 1_000;
    private const decimal MaxMicros = ulong.MaxValue / NanosPerMicro;

    /// <summary>Returns null when the bytes are no such list; <paramref name="fault"/> then says why.</summary>
    public static List<ZipkinSpan>? TryRead(ReadOnlyMemory<byte> json, out WireFault? fault)
    {
        var reading = new JsonReading("the list of spans");
        json = json[JsonBytes.Start(json.Span)..];
        var spans = new List<ZipkinSpan>();
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
                    spans.Add(Span(reading, item, index));
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

    private static ZipkinSpan Span(JsonReading reading, JsonElement span, int index)
    {
        var read = new ZipkinSpan();
        foreach (var member in span.EnumerateObject())
        {
            var (name, value) = (JsonStrings.NameOf(member), member.Value);
            read = name switch
            {
                "traceId" => read with { TraceId = TraceId(reading, name, value) },
                "id" => read with { Id = SpanId(reading, name, value) },
                "parentId" => Parent(reading, read, name, value, index),
                "kind" => read with { Kind = Kind(reading, name, value) },
                "name" => read with { Name = reading.Text(name, value) },
                "timestamp" => read with { StartUnixNanos = Nanos(reading, name, value) },
                "duration" => read with { DurationNanos = Nanos(reading, name, value) },
                "localEndpoint" => read with { Local = Endpoint(reading, name, value) },
                "remoteEndpoint" => read with { Remote = Endpoint(reading, name, value) },
                "annotations" => read with { Annotations = Annotations(reading, name, value) },
                "tags" => read with { Tags = Tags(reading, name, value) },
                "debug" => read with { IsDebug = reading.Bool(name, value) },
                "shared" => read with { IsShared = reading.Bool(name, value) },
                _ => read,
            };
        }
        return ZipkinFaults.Check(read, index);
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

    // Microseconds; some clients write fractions of them, or a text.
    private static ulong Nanos(JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return 0;
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => JsonStrings.Read(value),
            _ => null,
        };
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var micros)
            && micros >= 0 && micros <= MaxMicros)
            return (ulong)(micros * NanosPerMicro);
        reading.Report(field, $"must be a number of microseconds from 0 to {decimal.Truncate(MaxMicros)}");
        return 0;
    }

    private static ZipkinEndpoint Endpoint(JsonReading reading, string field, JsonElement value)
    {
        if (!reading.Expect(field, value, JsonValueKind.Object)) return ZipkinEndpoint.None;
        reading.Enter(field);
        var read = ZipkinEndpoint.None;
        foreach (var member in value.EnumerateObject())
        {
            var (name, content) = (JsonStrings.NameOf(member), member.Value);
            read = name switch
            {
                "serviceName" => read with { Service = reading.Text(name, content) },
                "ipv4" => read with { V4 = Address(reading, name, content) },
                "ipv6" => read with { V6 = Address(reading, name, content) },
                "port" => read with { Port = (int)reading.Whole(name, content, 0, ushort.MaxValue) },
                _ => read,
            };
        }
        reading.Leave();
        return read;
    }

    private static IPAddress? Address(JsonReading reading, string field, JsonElement value)
    {
        var text = reading.Text(field, value);
        if (text.Length == 0) return null;
        if (IPAddress.TryParse(text, out var address)) return address;
        reading.Report(field, "must be an IP address");
        return null;
    }

    private static ImmutableArray<SpanEvent> Annotations(JsonReading reading, string field, JsonElement values)
    {
        var annotations = ImmutableArray.CreateBuilder<SpanEvent>();
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            var (at, value) = (0ul, "");
            foreach (var member in item.EnumerateObject())
            {
                if (JsonStrings.IsNamed(member, "timestamp"u8)) at = Nanos(reading, "timestamp", member.Value);
                else if (JsonStrings.IsNamed(member, "value"u8)) value = reading.Text("value", member.Value);
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
        var tags = ImmutableArray.CreateBuilder<Tag>();
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

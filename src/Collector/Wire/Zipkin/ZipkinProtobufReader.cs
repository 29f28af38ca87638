using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Tracing.Otlp.Proto;
using F = Tracing.Wire.Zipkin.ZipkinFields;

namespace Tracing.Wire.Zipkin;

/// <summary>Reads a list of spans in Zipkin's protobuf (zipkin-api, zipkin.proto).</summary>
internal static class ZipkinProtobufReader
{
    private const ulong NanosPerMicro = 1_000;

    /// <summary>Returns null when the bytes are no such list; <paramref name="fault"/> then says why.</summary>
    public static List<ZipkinSpan>? TryRead(ReadOnlySpan<byte> request, out WireFault? fault)
    {
        fault = null;
        var spans = new List<ZipkinSpan>();
        var reader = new ProtoReader(request);
        while (reader.Next() && fault is null)
            if (reader.Is(F.List.Spans, ProtoWire.Bytes))
                spans.Add(Span(reader.Content, spans.Count, ref fault));
        if (reader.IsBroken) fault ??= new WireFault("the list of spans", "not a protobuf message");
        return fault is null ? spans : null;
    }

    private static ZipkinSpan Span(ReadOnlySpan<byte> bytes, int index, ref WireFault? fault)
    {
        var read = new ZipkinSpan();
        var annotations = ImmutableArray.CreateBuilder<SpanEvent>();
        var tags = ImmutableArray.CreateBuilder<Tag>();
        var isSound = true;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Wire == ProtoWire.Bytes)
            {
                switch (reader.Field)
                {
                    case F.Span.TraceId: read = read with { TraceId = TraceId(reader.Content) }; break;
                    case F.Span.Id: read = read with { Id = SpanId(reader.Content) }; break;
                    case F.Span.ParentId: read = Parent(read, reader.Content, index); break;
                    case F.Span.Name: read = read with { Name = Encoding.UTF8.GetString(reader.Content) }; break;
                    case F.Span.Local: read = read with { Local = Endpoint(reader.Content, ref isSound) }; break;
                    case F.Span.Remote: read = read with { Remote = Endpoint(reader.Content, ref isSound) }; break;
                    case F.Span.Annotations: annotations.Add(Annotation(reader.Content, ref isSound)); break;
                    case F.Span.Tags: tags.Add(Pair(reader.Content, ref isSound)); break;
                }
            }
            else if (reader.Is(F.Span.Kind, ProtoWire.Varint)) read = read with { Kind = Kind(reader.Number) };
            else if (reader.Is(F.Span.Timestamp, ProtoWire.Fixed64))
                read = read with { StartUnixNanos = Nanos(reader.Number) };
            else if (reader.Is(F.Span.Duration, ProtoWire.Varint))
                read = read with { DurationNanos = Nanos(reader.Number) };
            else if (reader.Is(F.Span.Debug, ProtoWire.Varint)) read = read with { IsDebug = reader.Number != 0 };
            else if (reader.Is(F.Span.Shared, ProtoWire.Varint)) read = read with { IsShared = reader.Number != 0 };
        }
        if (reader.IsBroken || !isSound) fault = new WireFault($"[{index}]", "not a protobuf message");
        return ZipkinFaults.Check(
            read with { Annotations = annotations.DrainToImmutable(), Tags = tags.DrainToImmutable() }, index);
    }

    private static TraceId TraceId(ReadOnlySpan<byte> bytes) => bytes.Length == Tracing.SpanId.ByteCount
        ? new TraceId(0, BinaryPrimitives.ReadUInt64BigEndian(bytes))
        : Tracing.TraceId.TryRead(bytes, out var id) ? id : default;

    private static SpanId SpanId(ReadOnlySpan<byte> bytes) => Tracing.SpanId.TryRead(bytes, out var id) ? id : default;

    private static ZipkinSpan Parent(ZipkinSpan span, ReadOnlySpan<byte> bytes, int index)
    {
        if (bytes.IsEmpty) return span;
        return Tracing.SpanId.TryRead(bytes, out var id)
            ? span with { ParentId = id }
            : span with { Fault = ZipkinFaults.Parent(index) };
    }

    private static SpanKind Kind(ulong number) => number switch
    {
        1 => SpanKind.Client,
        2 => SpanKind.Server,
        3 => SpanKind.Producer,
        4 => SpanKind.Consumer,
        _ => SpanKind.Internal,
    };

    // Zipkin's numbers have a sign, and take one below zero for none.
    private static ulong Nanos(ulong micros) => micros > long.MaxValue ? 0
        : micros > ulong.MaxValue / NanosPerMicro ? ulong.MaxValue : micros * NanosPerMicro;

    private static ZipkinEndpoint Endpoint(ReadOnlySpan<byte> bytes, ref bool isSound)
    {
        var read = ZipkinEndpoint.None;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(F.Endpoint.Service, ProtoWire.Bytes))
                read = read with { Service = Encoding.UTF8.GetString(reader.Content) };
            else if (reader.Is(F.Endpoint.V4, ProtoWire.Bytes)) read = read with { V4 = Address(reader.Content) };
            else if (reader.Is(F.Endpoint.V6, ProtoWire.Bytes)) read = read with { V6 = Address(reader.Content) };
            else if (reader.Is(F.Endpoint.Port, ProtoWire.Varint) && reader.Number <= ushort.MaxValue)
                read = read with { Port = (int)reader.Number };
        }
        isSound &= !reader.IsBroken;
        return read;
    }

    // Null: of no length that an address has.
    private static string? Address(ReadOnlySpan<byte> bytes) =>
        bytes.Length is 4 or 16 ? new IPAddress(bytes).ToString() : null;

    private static SpanEvent Annotation(ReadOnlySpan<byte> bytes, ref bool isSound)
    {
        var (at, value) = (0ul, "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(F.Annotation.Timestamp, ProtoWire.Fixed64)) at = Nanos(reader.Number);
            else if (reader.Is(F.Annotation.Value, ProtoWire.Bytes)) value = Encoding.UTF8.GetString(reader.Content);
        }
        isSound &= !reader.IsBroken;
        return new SpanEvent(at, value, []);
    }

    private static Tag Pair(ReadOnlySpan<byte> bytes, ref bool isSound)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(F.Pair.Key, ProtoWire.Bytes)) key = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(F.Pair.Value, ProtoWire.Bytes)) value = Encoding.UTF8.GetString(reader.Content);
        }
        isSound &= !reader.IsBroken;
        return new Tag(key, value);
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>Reads from an OTLP ExportTraceServiceRequest the facts that assembly needs; the spans stay slices of the
/// request.</summary>
/// <remarks>Any bytes give a batch or a fault. The slices keep the request's array alive.</remarks>
public static class OtlpSkim
{
    /// <summary>Returns null when the bytes are not such a request; <paramref name="fault"/> then says why.</summary>
    /// <param name="spanCount">Number of spans in the request, where it is known, so that the list is made in its final
    /// size; 0 otherwise.</param>
    public static SpanBatch? TryRead(ReadOnlyMemory<byte> request, out WireFault? fault, int spanCount = 0)
    {
        var skim = new Reading(spanCount);
        fault = skim.Request(request);
        if (fault is not null) return null;
        return new SpanBatch(skim.Spans.DrainToImmutable(), skim.Rejected, skim.RejectedWhy)
        {
            Otlp = skim.Rejected == 0 ? request : default,
        };
    }

    /// <summary>Reads one OTLP Span message. Returns false when it is no such message or its ids are
    /// unusable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryReadSpan(ReadOnlyMemory<byte> bytes, SpanOrigin origin, out RawSpan span, out string? problem)
    {
        span = default;
        TraceId traceId = default;
        SpanId spanId = default, parent = default;
        ulong start = 0, end = 0;
        var children = RawSpan.Uncounted;
        var facts = RawSpanFacts.None;
        var kind = SpanKind.Unspecified;
        uint flags = 0;
        problem = null;
        var parentIsReadable = true;

        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (reader.Is(F.Span.TraceId, ProtoWire.Bytes)) TraceId.TryRead(reader.Content, out traceId);
            else if (reader.Is(F.Span.SpanId, ProtoWire.Bytes)) SpanId.TryRead(reader.Content, out spanId);
            else if (reader.Is(F.Span.ParentSpanId, ProtoWire.Bytes))
                parentIsReadable = SpanId.TryRead(reader.Content, out parent) || reader.ContentLength == 0;
            else if (reader.Is(F.Span.Start, ProtoWire.Fixed64)) start = reader.Number;
            else if (reader.Is(F.Span.End, ProtoWire.Fixed64)) end = reader.Number;
            else if (reader.Is(F.Span.Kind, ProtoWire.Varint)) kind = OtlpEnums.KindOf(reader.Number);
            else if (reader.Is(F.Span.Flags, ProtoWire.Fixed32)) flags = (uint)reader.Number;
            else if (reader.Is(F.Span.Attributes, ProtoWire.Bytes)) OwnMark(reader.Content, ref children, ref facts);
            else if (reader.Is(F.Span.Status, ProtoWire.Bytes) && IsError(reader.Content)) facts |= RawSpanFacts.Error;
        }
        if (reader.IsBroken) problem = "not a protobuf message";
        else if (traceId.IsNone) problem = "trace_id must be 16 bytes, not all zero";
        else if (spanId.IsNone) problem = "span_id must be 8 bytes, not all zero";
        else if (!parentIsReadable) problem = "parent_span_id must be empty or 8 bytes";
        else
        {
            if (!parent.IsNone && IsParentRemote(flags, kind)) facts |= RawSpanFacts.ParentRemote;
            span = new RawSpan(traceId, spanId, parent, start, end, children, facts, bytes, origin);
        }
        return problem is null;
    }

    // Exporters before version 1.1 of OTLP do not say whether the parent is remote; for them the kind tells.
    private static bool IsParentRemote(uint flags, SpanKind kind) => (flags & OtlpFlags.RemotenessKnown) != 0
        ? (flags & OtlpFlags.ParentIsRemote) != 0
        : kind is SpanKind.Server or SpanKind.Consumer;

    private static bool IsError(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        while (reader.Next())
            if (reader.Is(F.Status.Code, ProtoWire.Varint))
                return reader.Number == (ulong)SpanStatus.Error;
        return false;
    }

    // Most attributes are the user's, which the first bytes of the key tell: it comes first, and its length is one byte.
    private static bool MayBeOwnMark(ReadOnlySpan<byte> pair)
    {
        const byte KeyTag = (F.KeyValue.Key << 3) | (byte)ProtoWire.Bytes;
        return pair.Length < 2 || pair[0] != KeyTag || pair[1] > sbyte.MaxValue || pair[2..].StartsWith("tracing."u8);
    }

    private static void OwnMark(ReadOnlySpan<byte> pair, ref int children, ref RawSpanFacts facts)
    {
        if (!MayBeOwnMark(pair)) return;
        var reader = new ProtoReader(pair);
        if (!reader.Next() || !reader.Is(F.KeyValue.Key, ProtoWire.Bytes) || !reader.Content.StartsWith("tracing."u8))
            return;
        var key = reader.Content;
        if (!reader.Next() || !reader.Is(F.KeyValue.Value, ProtoWire.Bytes)) return;
        var value = new ProtoReader(reader.Content);
        if (!value.Next()) return;
        var isTrue = value.Is(F.AnyValue.Bool, ProtoWire.Varint) && value.Number != 0;

        if (key.SequenceEqual("tracing.children"u8))
        {
            if (value.Is(F.AnyValue.Int, ProtoWire.Varint) && value.Number <= int.MaxValue) children = (int)value.Number;
        }
        else if (key.SequenceEqual("tracing.children.open"u8) && isTrue) facts |= RawSpanFacts.ChildrenOpen;
        else if (key.SequenceEqual("tracing.detached"u8) && isTrue) facts |= RawSpanFacts.Detached;
        else if (key.SequenceEqual("tracing.stashed"u8) && isTrue) facts |= RawSpanFacts.Stashed;
        else if (key.SequenceEqual("tracing.parent.foreign"u8) && isTrue) facts |= RawSpanFacts.ParentForeign;
        else if (key.SequenceEqual("tracing.undelivered"u8)) facts |= RawSpanFacts.Undelivered;
    }

    /// <summary>The state of reading one request, which saves the nested methods long parameter lists.</summary>
    private sealed class Reading(int spanCount)
    {
        private int _resourceAt = -1;
        private int _scopeAt;

        public ImmutableArray<RawSpan>.Builder Spans { get; } = ImmutableArray.CreateBuilder<RawSpan>(spanCount);

        private string Path => $"resource_spans[{_resourceAt}].scope_spans[{_scopeAt}]";

        public int Rejected { get; private set; }

        public string? RejectedWhy { get; private set; }

        public WireFault? Request(ReadOnlyMemory<byte> bytes)
        {
            var reader = new ProtoReader(bytes.Span);
            while (reader.Next())
            {
                if (!reader.Is(F.Request.ResourceSpans, ProtoWire.Bytes)) continue;
                _resourceAt++;
                if (ResourceSpans(bytes.Slice(reader.ContentStart, reader.ContentLength)) is { } fault) return fault;
            }
            return reader.IsBroken ? new WireFault("ExportTraceServiceRequest", "not a protobuf message") : null;
        }

        private WireFault? ResourceSpans(ReadOnlyMemory<byte> bytes)
        {
            // Protobuf fields may come in any order, so the resource may follow its spans.
            ReadOnlyMemory<byte> resource = default;
            var schema = "";
            var reader = new ProtoReader(bytes.Span);
            while (reader.Next())
            {
                if (reader.Is(F.ResourceSpans.Resource, ProtoWire.Bytes))
                    resource = bytes.Slice(reader.ContentStart, reader.ContentLength);
                else if (reader.Is(F.ResourceSpans.SchemaUrl, ProtoWire.Bytes))
                    schema = Encoding.UTF8.GetString(reader.Content);
            }
            if (reader.IsBroken) return new WireFault($"resource_spans[{_resourceAt}]", "not a protobuf message");

            _scopeAt = -1;
            reader = new ProtoReader(bytes.Span);
            while (reader.Next())
            {
                if (!reader.Is(F.ResourceSpans.ScopeSpans, ProtoWire.Bytes)) continue;
                _scopeAt++;
                if (ScopeSpans(bytes.Slice(reader.ContentStart, reader.ContentLength), resource, schema) is { } fault)
                    return fault;
            }
            return null;
        }

        private WireFault? ScopeSpans(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> resource, string resourceSchema)
        {
            ReadOnlyMemory<byte> scope = default;
            var schema = "";
            var reader = new ProtoReader(bytes.Span);
            while (reader.Next())
            {
                if (reader.Is(F.ScopeSpans.Scope, ProtoWire.Bytes))
                    scope = bytes.Slice(reader.ContentStart, reader.ContentLength);
                else if (reader.Is(F.ScopeSpans.SchemaUrl, ProtoWire.Bytes))
                    schema = Encoding.UTF8.GetString(reader.Content);
            }
            if (reader.IsBroken) return new WireFault(Path, "not a protobuf message");

            // Made with the first span, because a request may consist of millions of empty groups.
            SpanOrigin? origin = null;
            var at = -1;
            reader = new ProtoReader(bytes.Span);
            while (reader.Next())
            {
                if (!reader.Is(F.ScopeSpans.Spans, ProtoWire.Bytes)) continue;
                at++;
                origin ??= new SpanOrigin(resource, resourceSchema, scope, schema);
                if (TryReadSpan(bytes.Slice(reader.ContentStart, reader.ContentLength), origin, out var span, out var why))
                {
                    Spans.Add(span);
                    continue;
                }
                Rejected++;
                RejectedWhy ??= $"{Path}.spans[{at}]: {why}";
            }
            return null;
        }
    }
}

using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Figures.OverTime;

/// <summary>Counts spans into a table, by their bytes: a series that is known needs no string.</summary>
/// <remarks>One owner.</remarks>
public sealed class SpanFigures
{
    private const ulong MinuteNanos = 60_000_000_000;

    /// <summary>Series that are recognized by their bytes; when there are more, recognizing begins again.</summary>
    private const int MaxKnown = 8_192;

    private readonly Dictionary<ulong, Known> _known = [];
    private SpanOrigin? _lastOrigin;
    private ulong _lastHash;

    /// <summary>The figures that were counted since the table was cleared.</summary>
    public FigureTable Table { get; } = new();

    /// <param name="weight">The number of traces for which theirs stands; 0 when no sampler saw it.</param>
    public void Add(ReadOnlySpan<RawSpan> spans, double weight)
    {
        foreach (ref readonly var span in spans)
            Find(span, out var nanos, out var share).Add(nanos, OrOne(weight) * share, span.TraceId);
    }

    /// <summary>Takes back spans that were counted twice.</summary>
    public void Remove(ReadOnlySpan<RawSpan> spans, double weight)
    {
        foreach (ref readonly var span in spans)
            Find(span, out var nanos, out var share).Remove(nanos, OrOne(weight) * share);
    }

    private static double OrOne(double weight) => weight > 0 ? weight : 1;

    private FigureCell Find(in RawSpan span, out ulong nanos, out double weight)
    {
        nanos = span.EndUnixNanos > span.StartUnixNanos ? span.EndUnixNanos - span.StartUnixNanos : 0;
        return SeriesOf(Read(span.Bytes.Span), span.Origin, out weight)
            .CellIn(Table, span.Has(RawSpanFacts.Error), (long)(span.StartUnixNanos / MinuteNanos));
    }

    private Known SeriesOf(Fields fields, SpanOrigin origin, out double weight)
    {
        weight = fields.State.IsEmpty ? 1 : SamplingThreshold.WeightOf(Encoding.UTF8.GetString(fields.State));
        var name = Cut(fields.Name);
        var actor = Cut(fields.ActorType);
        var hash = ContentHash.Of(name) ^ (ContentHash.Of(actor) * 31) ^ ((ulong)fields.Kind << 56)
            ^ HashOf(origin);
        // A series whose hash is taken goes to the next free hash.
        for (; _known.TryGetValue(hash, out var known); hash++)
            if (known.Is(name, actor, fields.Kind, origin.Service))
                return known;
        if (_known.Count >= MaxKnown) _known.Clear();
        var added = new Known(name.ToArray(), actor.ToArray(), new FigureSeries(Text(origin.Service),
            Encoding.UTF8.GetString(name), fields.Kind, Encoding.UTF8.GetString(actor)), origin.Service);
        _known.Add(hash, added);
        return added;
    }

    // The spans of a batch often share their origin.
    private ulong HashOf(SpanOrigin origin)
    {
        if (ReferenceEquals(origin, _lastOrigin)) return _lastHash;
        _lastOrigin = origin;
        return _lastHash = (ulong)(uint)string.GetHashCode(origin.Service);
    }

    private static Fields Read(ReadOnlySpan<byte> span)
    {
        Fields found = default;
        // All known encoders write the attributes after name and kind, so the loop ends early.
        var at = span.IndexOf(ActorTypeKey);
        var isActors = at >= 0 && !TryActorType(span, at, out found.ActorType);
        var reader = new ProtoReader(span);
        while ((isActors || found.Name.IsEmpty || found.Kind == SpanKind.Unspecified) && reader.Next())
        {
            if (isActors && reader.Is(F.Span.Attributes, ProtoWire.Bytes))
            {
                if (!IsActorType(reader.Content)) continue;
                found.ActorType = TextOf(reader.Content);
                isActors = false;
            }
            else if (reader.Is(F.Span.Name, ProtoWire.Bytes)) found.Name = reader.Content;
            else if (reader.Is(F.Span.TraceState, ProtoWire.Bytes)) found.State = reader.Content;
            else if (reader.Is(F.Span.Kind, ProtoWire.Varint)) found.Kind = OtlpEnums.KindOf(reader.Number);
        }
        return found;
    }

    // Looks where the key was found, which spares reading the attributes before it.
    private static bool TryActorType(ReadOnlySpan<byte> span, int keyAt, out ReadOnlySpan<byte> type)
    {
        const byte AttributeTag = (F.Span.Attributes << 3) | (byte)ProtoWire.Bytes;
        type = default;
        // Tag, length, tag of the key, length of the key: in a short attribute one byte each.
        var begin = keyAt - 4;
        if (begin < 0 || span[begin] != AttributeTag || span[begin + 1] > sbyte.MaxValue) return false;
        var attribute = span[(begin + 2)..];
        if (attribute.Length < span[begin + 1]) return false;
        attribute = attribute[..span[begin + 1]];
        if (!IsActorType(attribute)) return false;
        type = TextOf(attribute);
        return true;
    }

    // All known encoders write the key first; its length takes one byte.
    private static bool IsActorType(ReadOnlySpan<byte> attribute) =>
        attribute.Length > 2 && attribute[1] == ActorTypeKey.Length && attribute[2..].StartsWith(ActorTypeKey);

    private static ReadOnlySpan<byte> ActorTypeKey => "akka.actor.type"u8;

    // Empty when the value is no text.
    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> attribute)
    {
        var reader = new ProtoReader(attribute);
        while (reader.Next())
        {
            if (!reader.Is(F.KeyValue.Value, ProtoWire.Bytes)) continue;
            var value = new ProtoReader(reader.Content);
            return value.Next() && value.Is(F.AnyValue.String, ProtoWire.Bytes) ? value.Content : default;
        }
        return default;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name) =>
        name.Length <= FigureSeries.MaxNameBytes ? name : name[..FigureSeries.MaxNameBytes];

    private static string Text(string service) => Encoding.UTF8.GetByteCount(service) <= FigureSeries.MaxNameBytes
        ? service
        : Encoding.UTF8.GetString(Cut(Encoding.UTF8.GetBytes(service)));

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> ActorType;
        public ReadOnlySpan<byte> State;
        public SpanKind Kind;
    }

    private sealed class Known(byte[] name, byte[] actor, FigureSeries series, string service)
    {
        // The cells of the last span without and with an error.
        private readonly (int Generation, long Minute, FigureCell? Cell)[] _last = [(-1, 0, null), (-1, 0, null)];
        private int _generation = -1;
        private int _number;

        public bool Is(
            ReadOnlySpan<byte> otherName, ReadOnlySpan<byte> otherActor, SpanKind kind, string otherService) =>
            series.Kind == kind && otherName.SequenceEqual(name) && otherActor.SequenceEqual(actor)
            && string.Equals(service, otherService, StringComparison.Ordinal);

        public FigureCell CellIn(FigureTable table, bool hasFailed, long minute)
        {
            ref var last = ref _last[hasFailed ? 1 : 0];
            if (last.Generation == table.Generation && last.Minute == minute && last.Cell is { } cell) return cell;
            if (_generation != table.Generation)
                (_generation, _number) = (table.Generation, table.NumberOf(series));
            cell = table.CellOf(_number, hasFailed, minute);
            last = (table.Generation, minute, cell);
            return cell;
        }
    }
}

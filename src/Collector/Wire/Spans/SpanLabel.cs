using System.Text;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Spans;

/// <summary>A span's name and kind, read from its bytes without decoding the rest and without creating a
/// string.</summary>
internal readonly ref struct SpanLabel(ReadOnlySpan<byte> name, SpanKind kind)
{
    /// <summary>The name as it arrived; usually UTF-8, but anybody may have sent it.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    public SpanKind Kind { get; } = kind;

    public static SpanLabel Of(in RawSpan span)
    {
        // All known encoders write both before the attributes, so the loop ends early.
        var hasName = false;
        ReadOnlySpan<byte> name = default;
        var kind = SpanKind.Unspecified;
        var reader = new ProtoReader(span.Bytes.Span);
        while (!(hasName && kind != SpanKind.Unspecified) && reader.Next())
        {
            if (reader.Is(F.Span.Name, ProtoWire.Bytes))
            {
                name = reader.Content;
                hasName = true;
            }
            else if (reader.Is(F.Span.Kind, ProtoWire.Varint)) kind = OtlpEnums.KindOf(reader.Number);
        }
        return new SpanLabel(name, kind);
    }

    public string NameText() => Encoding.UTF8.GetString(Name);
}

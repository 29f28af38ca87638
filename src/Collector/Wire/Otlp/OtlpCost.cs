using System.Runtime.CompilerServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>The memory that reading a request takes beside its body, known before anything is read.</summary>
/// <remarks>Measuring allocates nothing and stops at <see cref="MaxElements"/>. Bytes that are no request are measured
/// up to where they break; reading them then gives the fault.</remarks>
/// <param name="Elements">Groups, spans and fields of spans; of JSON all its tokens.</param>
/// <param name="Spans">Number of spans; 0 for JSON.</param>
/// <param name="Bytes">Bytes of memory.</param>
public readonly record struct OtlpCost(long Elements, int Spans, long Bytes)
{
    /// <summary>Number of elements above which a request is refused. Real requests have about one for each nine bytes,
    /// so 64 MiB stay below it; empty elements have one for each two or three bytes.</summary>
    public const int MaxElements = 10_000_000;

    public bool IsTooMany => Elements > MaxElements;

    /// <summary>Measures a request in protobuf.</summary>
    public static OtlpCost Of(ReadOnlySpan<byte> request)
    {
        long elements = 0;
        var spans = 0;
        var groups = new ProtoReader(request);
        while (groups.Next() && elements <= MaxElements)
        {
            elements++;
            if (!groups.Is(F.Request.ResourceSpans, ProtoWire.Bytes)) continue;
            var scopes = new ProtoReader(groups.Content);
            while (scopes.Next() && elements <= MaxElements)
            {
                elements++;
                if (!scopes.Is(F.ResourceSpans.ScopeSpans, ProtoWire.Bytes)) continue;
                var members = new ProtoReader(scopes.Content);
                while (members.Next() && elements <= MaxElements)
                {
                    elements++;
                    if (!members.Is(F.ScopeSpans.Spans, ProtoWire.Bytes)) continue;
                    spans++;
                    var fields = new ProtoReader(members.Content);
                    while (fields.Next() && elements <= MaxElements) elements++;
                }
            }
        }
        return new OtlpCost(elements, spans, (long)spans * Unsafe.SizeOf<RawSpan>());
    }
}

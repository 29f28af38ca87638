using System.Runtime.CompilerServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>Measures what reading an OTLP request in protobuf takes.</summary>
/// <remarks>Measuring allocates nothing and stops at <see cref="RequestCost.MaxElements"/>.</remarks>
public static class OtlpCost
{
    /// <summary>Up to this length a request cannot have too many elements, each of which takes two bytes at least; so
    /// the fields of its spans are not counted.</summary>
    private const int MaxShort = 2 * RequestCost.MaxElements;

    public static RequestCost Of(ReadOnlySpan<byte> request)
    {
        var isShort = request.Length <= MaxShort;
        long elements = 0;
        var spans = 0;
        var groups = new ProtoReader(request);
        while (groups.Next() && elements <= RequestCost.MaxElements)
        {
            elements++;
            if (!groups.Is(F.Request.ResourceSpans, ProtoWire.Bytes)) continue;
            var scopes = new ProtoReader(groups.Content);
            while (scopes.Next() && elements <= RequestCost.MaxElements)
            {
                elements++;
                if (!scopes.Is(F.ResourceSpans.ScopeSpans, ProtoWire.Bytes)) continue;
                var members = new ProtoReader(scopes.Content);
                while (members.Next() && elements <= RequestCost.MaxElements)
                {
                    elements++;
                    if (!members.Is(F.ScopeSpans.Spans, ProtoWire.Bytes)) continue;
                    spans++;
                    if (isShort) continue;
                    var fields = new ProtoReader(members.Content);
                    while (fields.Next() && elements <= RequestCost.MaxElements) elements++;
                }
            }
        }
        return new RequestCost(elements, spans, (long)spans * Unsafe.SizeOf<RawSpan>());
    }
}

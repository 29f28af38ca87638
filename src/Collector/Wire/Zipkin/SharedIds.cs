using System.Runtime.InteropServices;

namespace Tracing.Wire.Zipkin;

/// <summary>Makes two spans of a client and a server that share an id, as Zipkin's B3 instrumentation does.</summary>
/// <remarks>
/// The server's part gets an id of its own, always the same one for the same pair, and becomes the child of the client's
/// part. Spans of the server's service in the same request become its children; those that come in other requests stay
/// children of the client's part, because nothing in them tells which of the two they mean.
/// </remarks>
internal static class SharedIds
{
    public static void Split(List<ZipkinSpan> spans)
    {
        // A server's part that was reported without the mark is told by the client's part beside it.
        var clients = new HashSet<(TraceId, SpanId)>();
        foreach (var span in spans)
            if (span.Kind == SpanKind.Client)
                clients.Add((span.TraceId, span.Id));
        var servers = new Dictionary<(TraceId, SpanId, string Service), SpanId>();
        foreach (var span in spans)
            if (IsShared(span, clients))
                servers.TryAdd((span.TraceId, span.Id, span.Local.Service), ServerId(span.TraceId, span.Id));
        if (servers.Count == 0) return;
        foreach (ref var span in CollectionsMarshal.AsSpan(spans))
        {
            if (IsShared(span, clients))
            {
                span = span with
                {
                    Id = ServerId(span.TraceId, span.Id),
                    ParentId = span.Id,
                    SharedParentId = span.ParentId,
                    IsShared = true,
                };
            }
            else if (servers.TryGetValue((span.TraceId, span.ParentId, span.Local.Service), out var server))
            {
                span = span with { ParentId = server };
            }
        }
    }

    private static bool IsShared(ZipkinSpan span, HashSet<(TraceId, SpanId)> clients) => span.Fault is null
        && span.Kind == SpanKind.Server && (span.IsShared || clients.Contains((span.TraceId, span.Id)));

    // The finalizer of SplitMix64: any two ids of one trace give two ids.
    private static SpanId ServerId(TraceId trace, SpanId shared)
    {
        var mixed = shared.Value ^ trace.Low;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return new SpanId(mixed == 0 ? 1 : mixed);
    }
}

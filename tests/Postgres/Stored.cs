using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Postgres;

/// <summary>Builds traces for a store, by number.</summary>
internal static class Stored
{
    public static ClosedTrace Trace(int number, params ReadOnlySpan<RawSpan> spans) => new(Some.Trace(number), 0,
        Completeness.Exact, spans.IsEmpty ? [Some.Span(1, 0, 0, number)] : [.. spans], 0, Some.Time);

    /// <summary>A trace whose bytes cannot be compressed.</summary>
    public static ClosedTrace Random(int number, int bytes)
    {
        var noise = new byte[bytes];
        new Random(number).NextBytes(noise);
        return Trace(number, Some.Span(1, 0, 0, number, tags: new Tag("noise", Convert.ToBase64String(noise))));
    }
}

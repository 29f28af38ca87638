namespace Tracing.Wire;

/// <summary>The memory that reading a request takes beside its body, known before anything is read.</summary>
/// <param name="Elements">Groups, spans and, of long requests, fields of spans; of JSON all its tokens.</param>
/// <param name="Spans">Number of spans; 0 where it is not known.</param>
/// <param name="Bytes">Bytes of memory.</param>
public readonly record struct RequestCost(long Elements, int Spans, long Bytes)
{
    /// <summary>Number of elements above which a request is refused. Real requests have about one for each nine bytes,
    /// so 64 MiB stay below it; empty elements have one for each two or three bytes.</summary>
    public const int MaxElements = 10_000_000;

    public bool IsTooMany => Elements > MaxElements;
}

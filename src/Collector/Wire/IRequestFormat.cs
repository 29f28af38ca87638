using Tracing.Wire.Spans;

namespace Tracing.Wire;

/// <summary>A format in which spans are sent to a door. Any thread.</summary>
public interface IRequestFormat
{
    /// <summary>Measures what reading a request takes. Bytes that are no request are measured up to where they break;
    /// reading them then gives the fault.</summary>
    RequestCost Measure(ReadOnlySpan<byte> request);

    /// <summary>Returns null when the bytes are no request of this format; <paramref name="fault"/> then says
    /// why.</summary>
    /// <param name="cost">What <see cref="Measure"/> returned for the same bytes.</param>
    SpanBatch? TryRead(ReadOnlyMemory<byte> request, RequestCost cost, out WireFault? fault);
}

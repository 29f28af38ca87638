using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Otlp;

/// <summary>Writes Tempo's message TraceByIDResponse (tempo.proto): a TracesData message, and whether it is
/// whole.</summary>
public static class TraceByIdMessage
{
    private const int Trace = 1, Status = 3, Message = 4;

    private const int Partial = 1;

    /// <param name="problem">Why spans are missing; empty: none are.</param>
    public static byte[] Write(IEnumerable<RawSpan> spans, string problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var to = new ProtoWriter();
        to.Bytes(Trace, OtlpProtobuf.Write(spans));
        to.Number(Status, problem.Length == 0 ? 0 : Partial);
        to.String(Message, problem);
        return to.ToArray();
    }
}

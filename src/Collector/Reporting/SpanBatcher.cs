using Tracing.Otlp;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>Removes finished spans from a recorder in batches, encoded as OTLP. One owner.</summary>
public sealed class SpanBatcher(SpanRecorder recorder)
{
    /// <summary>Maximum number of spans in a batch.</summary>
    public const int BatchSize = 512;

    private readonly OtlpBatchWriter _writer = new();
    private readonly FinishedSpan[] _spans = new FinishedSpan[BatchSize];

    /// <summary>Returns the next batch, or null when no span waits.</summary>
    public SpanBatch? Next()
    {
        var count = recorder.Drain(_spans);
        if (count == 0) return null;
        var request = _writer.Write(_spans.AsSpan(0, count));
        // The buffer must not keep written spans alive until the next batch.
        _spans.AsSpan(0, count).Clear();
        return OtlpSkim.TryRead(request, out var fault)
            ?? throw new InvalidOperationException($"our own OTLP cannot be read: {fault}");
    }
}

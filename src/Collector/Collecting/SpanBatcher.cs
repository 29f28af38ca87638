using Tracing.Otlp;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Takes finished spans out of a recorder, in batches, in the form in which all spans travel. One
/// owner.</summary>
public sealed class SpanBatcher(SpanRecorder recorder)
{
    /// <summary>Spans in a batch at most.</summary>
    public const int BatchSize = 512;

    private readonly OtlpBatchWriter _writer = new();
    private readonly FinishedSpan[] _spans = new FinishedSpan[BatchSize];

    /// <summary>The next batch, or null when nothing waits.</summary>
    public SpanBatch? Next()
    {
        var count = recorder.Drain(_spans);
        if (count == 0) return null;
        var request = _writer.Write(_spans.AsSpan(0, count));
        // What has been written must not be kept alive until the next batch overwrites it.
        _spans.AsSpan(0, count).Clear();
        return OtlpSkim.TryRead(request, out var fault)
            ?? throw new InvalidOperationException($"our own OTLP cannot be read: {fault}");
    }
}

using Tracing.Otlp;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Takes this process's own finished spans the way that everybody's spans take: written as OTLP, then skimmed.</summary>
/// <remarks>One owner, who is also the recorder's only reader.</remarks>
public sealed class SpanBatcher(SpanRecorder recorder)
{
    /// <summary>Spans in one batch at most.</summary>
    public const int MaxSpans = 512;

    private readonly Span[] _drained = new Span[MaxSpans];
    private readonly OtlpBatchWriter _writer = new();

    /// <summary>The oldest spans that wait, or null when none does.</summary>
    public SpanBatch? Next()
    {
        var count = recorder.Drain(_drained);
        if (count == 0) return null;
        var request = _writer.Write(_drained.AsSpan(0, count));
        // The buffer must not keep what has been handed over.
        Array.Clear(_drained, 0, count);
        return OtlpSkim.TryRead(request, out _);
    }
}

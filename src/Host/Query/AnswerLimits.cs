namespace Tracing.Hosting.Query;

/// <summary>Bounds on one answer with traces. What is over them is left out, and the answer says how much.</summary>
/// <param name="MaxSpans">Spans of one trace; tracing.host.max-answer-spans.</param>
/// <param name="MaxBytes">Bytes of the whole answer as JSON, up to the end of the span that exceeds it;
/// tracing.host.max-answer-bytes.</param>
internal sealed record AnswerLimits(int MaxSpans, long MaxBytes)
{
    public const int DefaultMaxSpans = 100_000;

    public const long DefaultMaxBytes = 128L << 20;

    public static AnswerLimits Default { get; } = new(DefaultMaxSpans, DefaultMaxBytes);
}

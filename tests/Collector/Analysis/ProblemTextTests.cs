using Tracing.Trees;

namespace Tracing.Analysis;

public class ProblemTextTests
{
    private static TraceSpan Span(int id, ulong end, SpanStatus status, string? message = null, params Tag[] tags) =>
        TraceSpan.Decode(Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(id),
            Name = $"work\n{id}",
            EndUnixNanos = end,
            Status = status,
            StatusMessage = message,
            Tags = [.. tags],
        }));

    private static string[] Lines(params TraceSpan[] spans) =>
        ProblemText.Of(spans).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Failed_spans_and_undelivered_messages_are_listed_by_their_ends() => Assert.Equal(
    [
        "failed, in the order in which they ended",
        "  0000000000000003  work 3 (shop), undelivered: dead letter",
        "  0000000000000002  work 2 (shop): no  stock",
        "  0000000000000001  work 1 (shop): error",
    ], Lines(Span(1, 9, SpanStatus.Error), Span(2, 5, SpanStatus.Error, "no \nstock"),
        Span(3, 4, SpanStatus.Unset, null, new Tag(TracingTags.Undelivered, "dead letter")), Span(4, 1, SpanStatus.Ok)));

    [Fact]
    public void Many_are_counted_and_not_listed()
    {
        var lines = Lines([.. Enumerable.Range(1, 30).Select(id => Span(id, (ulong)id, SpanStatus.Error))]);
        Assert.Equal("… and 10 more", lines[^1]);
        Assert.Equal(22, lines.Length);
    }

    [Fact]
    public void A_trace_without_problems_has_no_such_text() => Assert.Equal("", ProblemText.Of([Some.Decoded(1)]));
}

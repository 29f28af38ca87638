using Tracing.Closing;

namespace Tracing.Trees;

public class TreeTextTests
{
    [Fact]
    public void A_trace_is_written_as_a_tree_with_services_times_waits_and_errors()
    {
        var spans = new[]
        {
            Some.Span(1, 0, 1, name: "make_request", service: "Client", millis: 40),
            Some.Span(2, 1, 1, name: "handle_request", service: "OrderService", startMillis: 1, millis: 38,
                tags: new Tag(TracingTags.MailboxWaitNanos, 250_000)),
            Some.Span(3, 2, 0, name: "process_data", service: "OrderService", startMillis: 20, millis: 15),
        };
        Assert.Equal("""
            trace 000000000000abcd0000000000000001  exact  3 spans, 2 services, 40.0 ms
            └─ make_request        Client            +0 ns   40.0 ms
               └─ handle_request   OrderService   +1.00 ms   38.0 ms  waited 250 µs
                  └─ process_data  OrderService   +20.0 ms   15.0 ms

            """, TreeText.Of(Some.Trace(1), Completeness.Exact, [.. spans.Select(s => TraceSpan.Decode(s))]), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_missing_span_is_shown_at_its_place() =>
        Assert.Contains("└─ (span 0000000000000007 is missing)", TreeText.Of(Some.Trace(1), Completeness.Settled, [Some.Decoded(2, 7)]));

    [Fact]
    public void Control_characters_in_a_name_do_not_reach_the_terminal() =>
        Assert.DoesNotContain('\u001b', TreeText.Of(Some.Trace(1), Completeness.Exact, [Some.Decoded(1, name: "a\u001b[2Jb")]));

    [Fact]
    public void A_long_text_ends_with_a_count_and_deep_lines_say_their_depth()
    {
        var text = TreeText.Of(Some.Trace(1), Completeness.Exact, [.. Enumerable.Range(1, 3_000).Select(i => Some.Decoded(i, i - 1))]);
        Assert.Contains("(30 deep) span 31", text);
        Assert.Contains("… and 1000 more spans", text);
    }
}

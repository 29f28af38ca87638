using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Demo.Nodes;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Demo.Clusters;

public class RequestJudgeTests
{
    private const int Client = 1, Desk = 2, Stock = 3, Bystander = 4;

    private static readonly DateTimeOffset _start = Some.Time;

    [Fact]
    public void A_request_with_all_its_spans_is_exact_whoever_was_killed()
    {
        Assert.Equal(RequestOutcome.Exact, Judge(Request(), Kept(Whole())).Outcome);
        Assert.Equal(RequestOutcome.Exact, Judge(Request(), Kept(Whole()), Killed(Stock)).Outcome);
    }

    [Fact]
    public void A_step_that_is_missing_is_wrong_unless_its_node_was_killed_meanwhile()
    {
        var trace = Kept(Whole()[..3]);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Bystander)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Client)).Outcome);
        Assert.Equal(RequestOutcome.Partial, Judge(Request(), trace, Killed(Stock)).Outcome);
    }

    [Fact]
    public void A_death_before_the_request_or_long_after_it_excuses_nothing()
    {
        var trace = Kept(Whole()[..3]);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Stock, afterSeconds: -60)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Stock, afterSeconds: 60)).Outcome);
    }

    [Fact]
    public void A_death_excuses_what_its_node_still_held_however_long_ago_the_request_ended()
    {
        var trace = Kept(Whole()[..3]);
        Assert.Equal(RequestOutcome.Partial, Judge(Request(), trace, Killed(Stock, afterSeconds: 60, heldSeconds: 59)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Stock, afterSeconds: 60, heldSeconds: 57)).Outcome);
    }

    [Fact]
    public void A_death_soon_after_a_request_excuses_nothing_that_its_node_had_stored() =>
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), Kept(Whole()[..3]), Killed(Stock, afterSeconds: 3, heldSeconds: 0.5)).Outcome);

    [Fact]
    public void A_step_whose_answer_came_is_excused_by_the_death_of_its_own_node_alone()
    {
        // The desk's spans are gone, the stock's are there: the stock was killed, and the desk was not.
        var trace = Kept([Whole()[0], .. Whole()[3..]]);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), trace, Killed(Stock)).Outcome);
        Assert.Equal(RequestOutcome.Partial, Judge(Request(), trace, Killed(Desk)).Outcome);
    }

    [Fact]
    public void A_request_of_which_nothing_is_stored_is_gone_only_with_its_client()
    {
        var unanswered = Request() with { Ended = null, Succeeded = false };
        Assert.Equal(RequestOutcome.Gone, Judge(unanswered, null, Killed(Client)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(unanswered, null, Killed(Desk)).Outcome);
        // Answered, so others have recorded their part, and they live.
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), null, Killed(Client)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), null).Outcome);
    }

    [Fact]
    public void What_the_collector_calls_it_must_be_what_it_is()
    {
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), Kept(Whole(), called: Completeness.Settled)).Outcome);
        Assert.Equal(RequestOutcome.Wrong,
            Judge(Request(), Kept(Whole()[..3], called: Completeness.Exact), Killed(Stock)).Outcome);
    }

    [Fact]
    public void A_span_of_something_else_or_a_step_made_twice_is_wrong()
    {
        Assert.Equal(RequestOutcome.Wrong, Judge(Request(), Kept([.. Whole(), Some.Span(9, 5, name: "stranger")])).Outcome);
        Assert.Equal(RequestOutcome.Wrong,
            Judge(Request(), Kept([.. Whole(), Some.Span(9, 2, name: DemoSpans.ReserveStock)])).Outcome);
    }

    [Fact]
    public void A_message_that_found_its_node_dead_and_says_so_makes_an_exact_trace()
    {
        var failed = Request() with { Succeeded = false };
        var trace = Kept([.. Whole()[..3], Some.Span(4, 2, name: "undelivered ReserveStock")]);
        Assert.Equal(RequestOutcome.Undelivered, Judge(failed, trace, Killed(Stock)).Outcome);
        Assert.Equal(RequestOutcome.Wrong, Judge(failed, trace).Outcome);
    }

    private static ImmutableArray<RawSpan> Whole() =>
    [
        Some.Span(1, 0, 1, name: DemoSpans.PlaceOrder),
        Some.Span(2, 1, 2, name: DemoSpans.HandleOrder),
        Some.Span(3, 2, 0, name: DemoSpans.CheckOrder),
        Some.Span(4, 2, 1, name: DemoSpans.ReserveStock),
        Some.Span(5, 4, 0, name: DemoSpans.CountStock),
    ];

    private static KeptTrace Kept(ImmutableArray<RawSpan> spans, Completeness? called = null)
    {
        var assembler = new TraceAssembler(AssemblerSettings.Default);
        var closed = assembler.Add(spans, _start).Concat(assembler.Flush(_start));
        return KeptTrace.Unite(
            [.. closed.Select(part => KeptTrace.Of(called is null ? part : part with { Completeness = called }))]);
    }

    private static JournaledRequest Request() =>
        new(Some.Trace(1), _start, [Client, Desk, Stock], _start.AddSeconds(1), Succeeded: true);

    // Back ten seconds later.
    private static NodeDeath Killed(int port, double afterSeconds = 0.5, double heldSeconds = 0.2) => new(
        $"n{port}", port, _start.AddSeconds(afterSeconds), _start.AddSeconds(afterSeconds - heldSeconds),
        _start.AddSeconds(afterSeconds + 10), null);

    private static RequestVerdict Judge(JournaledRequest request, KeptTrace? trace, params ImmutableArray<NodeDeath> deaths) =>
        new RequestJudge(deaths).Judge(request, trace);
}

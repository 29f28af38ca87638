namespace Tracing.Propagation;

/// <summary>How a receiver of headers knows whether the parent is a span of this library.</summary>
public class ForeignParentTests
{
    private static readonly SpanId _sender = new(0x00f067aa0ba902b7);

    private readonly Recorded _recorded = new();

    [Fact]
    public void A_parent_whose_headers_this_library_wrote_is_not_foreign()
    {
        var headers = Written();
        Assert.Equal("tracing-akka=00f067aa0ba902b7,a=1", headers["tracestate"]);
        Assert.Equal(SpanMarks.None, MarksUnder(headers));
        Assert.Equal("a=1", Propagators.Default.Extract(headers).Context.TraceState);
    }

    [Fact]
    public void A_parent_without_this_librarys_member_in_tracestate_is_foreign_and_remote()
    {
        var headers = Written();
        headers.Remove("tracestate");
        Assert.Equal(SpanMarks.ForeignParent | SpanMarks.RemoteParent, MarksUnder(headers));
    }

    [Fact]
    public void A_foreign_service_in_between_that_passes_tracestate_on_is_a_foreign_parent()
    {
        var headers = Written();
        headers["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000aa-01";
        Assert.Equal(SpanMarks.ForeignParent | SpanMarks.RemoteParent, MarksUnder(headers));
    }

    [Fact]
    public void A_context_that_is_passed_on_without_a_span_of_this_library_does_not_claim_one()
    {
        var foreign = Propagators.Default.Extract(new Dictionary<string, string>
        {
            ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        }).Context;
        var headers = new Dictionary<string, string>();
        Propagators.Default.Inject(foreign, headers);
        Assert.Equal(["traceparent"], headers.Keys);
    }

    [Fact]
    public void A_full_tracestate_gives_its_last_member_up_for_this_librarys()
    {
        var full = string.Join(',', Enumerable.Range(0, TraceState.MaxMembers).Select(i => $"k{i}=v"));
        var state = TraceState.WithOwn(full, _sender);
        Assert.True(TraceState.IsValid(state, out _));
        Assert.Equal(full[..full.LastIndexOf(',')], TraceState.WithoutOwn(state, out var span));
        Assert.Equal(_sender, span);
    }

    [Fact]
    public void A_member_is_replaced_and_never_repeated() =>
        Assert.Equal("tracing-akka=00f067aa0ba902b7,a=1,b=2",
            TraceState.WithOwn("a=1, tracing-akka=00000000000000aa,b=2", _sender));

    [Fact]
    public void Under_baggage_and_after_a_decision_a_foreign_parent_stays_foreign()
    {
        var foreign = Propagators.Default.Extract(new Dictionary<string, string>
        {
            ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ["baggage"] = "a=1",
        }).Context;
        Assert.Equal(ContextOrigin.ForeignCaller, foreign.With(Baggage.Empty).Decided(keeps: true).Origin);
    }

    [Theory]
    [InlineData("b3")]
    [InlineData("b3multi")]
    [InlineData("tutorial")]
    public void A_parent_that_is_known_only_by_headers_of_other_formats_is_foreign_and_remote(string format)
    {
        var propagator = Propagators.Parse(format);
        var headers = new Dictionary<string, string>();
        propagator.Inject(new TraceContext(new TraceId(1, 2), _sender, TraceFlags.Sampled), headers);
        Assert.Equal(SpanMarks.ForeignParent | SpanMarks.RemoteParent, MarksUnder(headers, propagator));
        var passedOn = new Dictionary<string, string>();
        Propagators.Default.Inject(propagator.Extract(headers).Context, passedOn);
        Assert.DoesNotContain("tracestate", passedOn.Keys);
    }

    [Theory]
    [InlineData("tracecontext,b3")]
    [InlineData("b3,tracecontext")]
    [InlineData("tutorial,b3multi,tracecontext")]
    public void A_parent_that_one_of_several_formats_knows_as_this_librarys_is_not_foreign(string formats)
    {
        var propagator = Propagators.Parse(formats);
        var headers = new Dictionary<string, string>();
        propagator.Inject(new TraceContext(new TraceId(1, 2), _sender, TraceFlags.Sampled), headers);
        Assert.Equal(SpanMarks.None, MarksUnder(headers, propagator));
    }

    [Fact]
    public void A_parent_is_foreign_where_the_other_format_names_another_span()
    {
        var propagator = Propagators.Parse("b3,tracecontext");
        var headers = Written();
        headers["b3"] = "00000000000000010000000000000002-00000000000000aa-1";
        Assert.Equal(SpanMarks.ForeignParent | SpanMarks.RemoteParent, MarksUnder(headers, propagator));
    }

    private static Dictionary<string, string> Written()
    {
        var headers = new Dictionary<string, string>();
        Propagators.Default.Inject(
            new TraceContext(new TraceId(1, 2), _sender, TraceFlags.Sampled, traceState: "a=1"), headers);
        return headers;
    }

    private SpanMarks MarksUnder(Dictionary<string, string> headers, IPropagator? propagator = null)
    {
        _recorded.Tracer.Start("request", (propagator ?? Propagators.Default).Extract(headers).Context).End();
        return Assert.Single(_recorded.Finished()).Marks;
    }
}

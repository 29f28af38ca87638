namespace Tracing.Decorating;

public class KeptContextTests
{
    private readonly Recorded _recorded = new();

    private Tracer Tracer => _recorded.Tracer;

    [Fact]
    public void Work_that_goes_on_from_kept_headers_is_a_detached_child_in_the_same_trace()
    {
        var request = Tracer.StartRoot("request");
        var kept = new KeptContext(request.Context).ToHeaders();
        request.End();
        Spans.Continue(kept, "resumed", static () => { }, Tracer);
        var resumed = _recorded.Finished()[1];
        Assert.Equal((request.Context.TraceId, request.Context.SpanId), (resumed.Context.TraceId, resumed.Context.ParentSpanId));
        Assert.Equal(SpanMarks.Detached | SpanMarks.ForeignParent, resumed.Marks & SpanMarks.OnWire);
    }

    [Fact]
    public async Task The_body_runs_in_the_span_and_its_result_and_failure_are_the_callers()
    {
        var kept = Kept();
        Assert.Equal("resumed", Spans.Continue(kept, "resumed", static () => Span.Current!.Name, Tracer));
        Assert.Equal(3, await Spans.ContinueAsync(kept, "resumed", static async () => { await Task.Yield(); return 3; }, Tracer));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Spans.ContinueAsync(kept, "failed", static () => Task.FromException(new InvalidOperationException()), Tracer));
        Assert.Equal(SpanStatus.Error, _recorded.Finished().Single(span => span.Name == "failed").Status);
    }

    [Fact]
    public void A_linked_root_begins_a_trace_of_its_own_that_names_the_kept_span()
    {
        var kept = Kept();
        Spans.RunLinked(kept, "resumed", static () => { }, Tracer);
        var resumed = _recorded.Finished().Single(span => span.Name == "resumed");
        Assert.True(resumed.Context.ParentSpanId.IsNone);
        Assert.NotEqual(kept.TraceId, resumed.Context.TraceId);
        Assert.Equal(kept.SpanId, Assert.Single(resumed.Details!.Links).SpanId);
    }

    [Fact]
    public void Headers_that_name_no_trace_begin_a_new_one()
    {
        Spans.Continue(new Dictionary<string, string> { ["traceparent"] = "nonsense" }, "resumed", static () => { }, Tracer);
        var resumed = Assert.Single(_recorded.Finished());
        Assert.True(resumed.Context.ParentSpanId.IsNone);
        Assert.Equal(SpanMarks.None, resumed.Marks & SpanMarks.OnWire);
    }

    [Fact]
    public void Work_of_an_unsampled_trace_stays_unsampled()
    {
        var unsampled = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.None);
        Spans.Continue(unsampled, "resumed", static () => { }, Tracer);
        Assert.Empty(_recorded.Finished());
    }

    [Fact]
    public void Within_a_span_its_tracer_is_used_when_none_is_named()
    {
        Spans.RunRoot("job", () => Spans.Continue(Kept(), "resumed", static () => { }), Tracer);
        Assert.Contains("resumed", _recorded.Finished().Select(span => span.Name));
    }

    private TraceContext Kept()
    {
        var request = Tracer.StartRoot("request");
        request.End();
        return request.Context;
    }
}

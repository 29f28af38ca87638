using Tracing.Propagation;

namespace Tracing.Sampling;

public class ParentBasedSamplerTests
{
    [Theory]
    [InlineData(CallerDecision.Drop, false)]
    [InlineData(CallerDecision.Keep, true)]
    [InlineData(CallerDecision.Debug, true)]
    public void The_callers_decision_is_followed(CallerDecision caller, bool keeps)
    {
        foreach (ISampler root in new ISampler[] { AlwaysOnSampler.Instance, AlwaysOffSampler.Instance })
            Assert.Equal(keeps, new ParentBasedSampler(root).Decide(Requests.From(caller)).Keeps);
    }

    [Fact]
    public void The_root_sampler_decides_when_the_caller_has_not()
    {
        Assert.True(new ParentBasedSampler(AlwaysOnSampler.Instance).Decide(Requests.From(CallerDecision.None)).Keeps);
        Assert.False(new ParentBasedSampler(AlwaysOffSampler.Instance).Decide(Requests.From(CallerDecision.None)).Keeps);
    }

    [Fact]
    public void A_foreign_callers_decision_can_be_decided_again()
    {
        var sampler = new ParentBasedSampler(AlwaysOnSampler.Instance,
            kept: AlwaysOffSampler.Instance, dropped: AlwaysOnSampler.Instance);
        Assert.False(sampler.Decide(Requests.From(CallerDecision.Keep)).Keeps);
        Assert.True(sampler.Decide(Requests.From(CallerDecision.Drop)).Keeps);
        Assert.True(sampler.Decide(Requests.From(CallerDecision.Debug)).Keeps);
    }

    [Fact]
    public void A_caller_that_names_no_trace_can_still_forbid_recording_and_send_baggage()
    {
        var caller = Propagators.Parse("b3,baggage").Extract(
            new Dictionary<string, string> { ["b3"] = "0", ["baggage"] = "user=7" }).Context;
        var span = new Recorded().Tracer.Start("work", caller);
        Assert.True(span.Context.IsValid);
        Assert.False(span.Context.IsSampled);
        Assert.Equal(CallerDecision.Drop, span.Context.Decision);
        Assert.Equal("7", span.Context.Baggage["user"]);
    }

    [Fact]
    public void A_debug_flag_reaches_grandchildren()
    {
        var tracer = new Recorded().Tracer;
        var child = tracer.Start("child", Requests.From(CallerDecision.Debug).Parent);
        Assert.Equal(CallerDecision.Debug, tracer.StartChild("grandchild", child).Context.Decision);
    }

    [Fact]
    public void A_decision_that_the_caller_left_open_is_passed_on_as_decided_here()
    {
        var recorded = new Recorded();
        var open = Requests.From(CallerDecision.None).Parent;
        Assert.Equal(CallerDecision.Keep, recorded.Tracer.Start("work", open).Context.Decision);
        recorded.Recorder.Sampler = AlwaysOffSampler.Instance;
        Assert.Equal(CallerDecision.Drop, recorded.Tracer.Start("work", open).Context.Decision);
    }
}

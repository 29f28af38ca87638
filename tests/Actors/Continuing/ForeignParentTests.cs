using System.Diagnostics;
using Akka.Actor;
using Tracing.Closing;
using Tracing.Propagation;

namespace Tracing.Actors.Continuing;

/// <summary>Traces that begin in somebody else's span, which the collector never gets.</summary>
public sealed class ForeignParentTests() : TracedKit(settings: SettlesSoon, form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_trace_of_a_callers_traceparent_closes_without_the_callers_span()
    {
        var call = new Dictionary<string, string> { ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
        var server = Tracing.Tracer.Start("request", Propagators.Default.Extract(call).Context, SpanKind.Server);
        Tracing.Tracer.StartChild("step", server).End();
        server.End();
        Assert.Equal(2, (await NextExactTraceAsync()).All.Count);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_tell_under_an_activity_that_nobody_reports_settles()
    {
        var sink = Stepper("sink");
        using (var activity = new Activity("application's own").SetIdFormat(ActivityIdFormat.W3C))
        {
            activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            activity.Start();
            sink.Tell(Step.Of("one"));
            sink.Tell(Step.Of("two"));
        }
        var trace = await NextTraceAsync();
        Assert.Equal(Completeness.Settled, trace.Completeness);
        Assert.Equal(2, trace.All.Count);
    }
}

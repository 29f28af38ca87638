using Akka.Actor;

namespace Tracing.Actors.Sending;

/// <summary>Laws for both forms.</summary>
public abstract class UnsampledLaws(TraceForm form) : TracedKit("tracing.sampler = never", form: form)
{
    [Fact]
    public async Task An_unsampled_trace_stays_unsampled_through_five_hops_and_records_nothing()
    {
        var hops = new TaskCompletionSource<TraceContext>[5];
        for (var i = 0; i < 5; i++) hops[i] = new TaskCompletionSource<TraceContext>();
        var actors = Enumerable.Range(0, 5).Select(_ => Stepper()).ToArray();
        var root = default(TraceContext);
        InTrace(() =>
        {
            root = Span.Current!.Context;
            Hop(0);
        });
        foreach (var hop in hops)
        {
            var context = await Soon(hop.Task);
            Assert.Equal((root.TraceId, root.SpanId, false), (context.TraceId, context.SpanId, context.IsSampled));
        }
        await NoFurtherTraceAsync();

        void Hop(int i)
        {
            if (i == hops.Length) return;
            actors[i].Say(Step.Of("hop", () =>
            {
                Hop(i + 1);
                hops[i].SetResult(Span.Current!.Context);
            }));
        }
    }

    [Fact]
    public async Task What_an_unsampled_trace_loses_is_not_recorded_either()
    {
        var gone = Stepper();
        await gone.GracefulStop(Patience);
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters, typeof(Akka.Event.DeadLetter));
        InTrace(() => gone.Say("x"));
        await letters.ExpectMsgAsync<Akka.Event.DeadLetter>();
        await NoFurtherTraceAsync();
    }
}

using Akka.Actor;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class UnsampledLaws(TraceForm form) : TracedKit("tracing.sampler = never", form: form)
{
    [Fact]
    public async Task A_change_of_the_sampler_holds_from_the_next_root_on()
    {
        Tracing.Recorder.Sampler = Sampling.AlwaysOnSampler.Instance;
        var (a, b) = (Stepper(), Stepper());
        InTrace(() =>
        {
            a.Say(Step.Of("A", () => b.Say(Step.Of("B"))));
            Tracing.Recorder.Sampler = Sampling.AlwaysOffSampler.Instance;
        });
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
        InTrace(() => a.Say(Step.Of("A")));
        await NoFurtherTraceAsync();
    }

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
    public async Task A_message_of_an_unsampled_trace_has_its_sender()
    {
        var (a, b) = (Stepper(), Stepper());
        var senders = new TaskCompletionSource<IActorRef>[2];
        for (var i = 0; i < 2; i++) senders[i] = new TaskCompletionSource<IActorRef>();
        InTrace(() => a.Say(new Step("A", c =>
        {
            senders[0].SetResult(c.Sender);
            b.Say(new Step("B", inner => senders[1].SetResult(inner.Sender)));
        }), TestActor));
        Assert.Same(TestActor, await Soon(senders[0].Task));
        Assert.Same(a, await Soon(senders[1].Task));
    }

    [Fact]
    public async Task An_asynchronous_handler_keeps_its_unsampled_trace_and_the_next_message_its_own()
    {
        var target = Stepper();
        var (first, second, bare) = (new TaskCompletionSource<Span?>(), new TaskCompletionSource<Span?>(), new TaskCompletionSource<Span?>());
        var root = default(TraceContext);
        InTrace(() =>
        {
            root = Span.Current!.Context;
            target.Say(Step.Async("A", async () =>
            {
                await Task.Yield();
                first.SetResult(Span.Current);
            }));
            target.Say(Step.Of("B", () => second.SetResult(Span.Current)));
        });
        target.Tell(Step.Of("C", () => bare.SetResult(Span.Current)));
        Assert.Equal(root.SpanId, (await Soon(first.Task))?.Context.SpanId);
        Assert.Equal(root.SpanId, (await Soon(second.Task))?.Context.SpanId);
        Assert.Null(await Soon(bare.Task));
    }

    [Fact]
    public async Task A_waiting_message_goes_to_dead_letters_with_its_sender()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters, typeof(Akka.Event.DeadLetter));
        var (begun, goOn) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var target = Stepper();
        target.Tell(new Step("A", c =>
        {
            begun.SetResult();
            goOn.Wait(Patience);
            c.Stop(c.Self);
        }));
        await Soon(begun.Task);
        InTrace(() => target.Tell("x", TestActor));
        goOn.Set();
        var letter = await letters.ExpectMsgAsync<Akka.Event.DeadLetter>();
        Assert.Equal("x", letter.Message);
        Assert.Same(TestActor, letter.Sender);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_lost_message_of_an_unsampled_trace_is_not_recorded()
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

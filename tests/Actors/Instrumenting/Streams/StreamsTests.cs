using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Tracing.Actors.Remoting;
using Tracing.Closing;

namespace Tracing.Actors.Instrumenting.Streams;

/// <summary>Akka.Streams under a traced provider: stages are not traced, and work as usual, between nodes
/// too.</summary>
public sealed class StreamsTests() : TracedKit(Nodes.TracedRemoting, SettlesOverNodes, form: TraceForm.ZeroCode, provider: "")
{
    [Fact]
    public async Task A_stream_that_runs_within_a_trace_makes_no_spans_of_its_stages()
    {
        using var materializer = Sys.Materializer();
        await InTraceAsync(async () => Assert.Equal(5050, await Source.From(Enumerable.Range(1, 100))
            .SelectAsync(4, Task.FromResult).Async().RunAggregate(0, (sum, next) => sum + next, materializer)));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task What_the_stages_of_a_stream_ask_is_a_child_of_the_handler_that_runs_the_stream()
    {
        using var materializer = Sys.Materializer();
        var (a, worker) = (Stepper(), Sys.ActorOf(Props.Create(() => new Worker())));
        InTrace(() => a.Tell(new AsyncStep("Go", _ => Source.From(Enumerable.Range(0, 3))
            .SelectAsync(1, i => worker.Ask<int>(i, Patience)).RunWith(Sink.Ignore<int>(), materializer))));
        Assert.Equal("test(Go(Worker Int32 Worker Int32 Worker Int32))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task What_a_stream_tells_is_a_child_of_the_handler_that_started_it_and_did_not_wait()
    {
        using var materializer = Sys.Materializer();
        var (a, worker) = (Stepper(), Sys.ActorOf(Props.Create(() => new Taker()), "taker"));
        InTrace(() => a.Tell(Step.Of("Go", () => Source.From(Enumerable.Range(0, 3))
            .RunWith(Sink.ActorRef<int>(worker, "done", cause => new Status.Failure(cause)), materializer))));
        Assert.Equal("test(Go(Taker Int32 Taker Int32 Taker Int32 Taker String))",
            (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_handler_that_feeds_a_queue_of_somebody_elses_stream_does_not_know_all_that_it_causes()
    {
        using var materializer = Sys.Materializer();
        var (a, worker) = (Stepper(), Sys.ActorOf(Props.Create(() => new Worker())));
        var queue = Source.Queue<int>(8, OverflowStrategy.Backpressure)
            .SelectAsync(1, i => worker.Ask<int>(i, Patience)).To(Sink.Ignore<int>()).Run(materializer);
        // A stream that does not run yet keeps what is offered, and tells no actor.
        await Soon(queue.OfferAsync(0));
        InTrace(() => a.Tell(new AsyncStep("Go", _ => queue.OfferAsync(1))));
        var trace = await NextTraceAsync();
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
        Assert.True(trace.Span("Go").Span[TracingTags.ChildrenOpen].AsBool);
    }

    [Fact]
    public async Task A_source_ref_streams_from_another_node_within_a_trace()
    {
        var peer = Nodes.Start(Nodes.TracedRemoting);
        try
        {
            ActorTracing.For(peer).ReportTo(Collector);
            var offers = await Nodes.SeenFrom(Sys, peer.ActorOf(Props.Create(() => new Offering()), "offers"), peer);
            using var materializer = Sys.Materializer();
            await InTraceAsync(async () =>
            {
                var offered = await offers.Ask<Offer>(new Order("all"), Patience);
                Assert.Equal(Enumerable.Range(1, 500),
                    await offered.Numbers.Source.RunWith(Sink.Seq<int>(), materializer).WaitAsync(Patience));
            });
            Assert.Equal("test(Offering Order)", (await NextExactTraceAsync()).Shape());
            await NoFurtherTraceAsync();
        }
        finally
        {
            Shutdown(peer);
        }
    }

    [Fact]
    public async Task A_sink_ref_takes_from_another_node_within_a_trace()
    {
        var peer = Nodes.Start(Nodes.TracedRemoting);
        try
        {
            ActorTracing.For(peer).ReportTo(Collector);
            var takes = await Nodes.SeenFrom(Sys, peer.ActorOf(Props.Create(() => new Taking(TestActor)), "takes"), peer);
            using var materializer = Sys.Materializer();
            await InTraceAsync(async () =>
            {
                var place = await takes.Ask<Place>(new Order("all"), Patience);
                Source.From(Enumerable.Range(1, 500)).RunWith(place.Numbers.Sink, materializer);
            });
            Assert.Equal(500 * 501 / 2, (await ExpectMsgAsync<Sum>(Patience)).Value);
            Assert.Equal("test(Taking Order)", (await NextExactTraceAsync()).Shape());
            await NoFurtherTraceAsync();
        }
        finally
        {
            Shutdown(peer);
        }
    }

    public sealed record Offer(ISourceRef<int> Numbers);

    public sealed record Place(ISinkRef<int> Numbers);

    public sealed record Sum(int Value);

    private sealed class Worker : ReceiveActor
    {
        public Worker() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Taker : ReceiveActor
    {
        public Taker() => ReceiveAny(static _ => { });
    }

    private sealed class Offering : ReceiveActor
    {
        public Offering()
        {
            var materializer = Context.Materializer();
            ReceiveAsync<Order>(async _ => Sender.Tell(new Offer(
                await Source.From(Enumerable.Range(1, 500)).RunWith(StreamRefs.SourceRef<int>(), materializer))));
        }
    }

    private sealed class Taking : ReceiveActor
    {
        public Taking(IActorRef to)
        {
            var materializer = Context.Materializer();
            ReceiveAsync<Order>(async _ =>
            {
                var sums = Flow.Create<int>().Aggregate(0, (sum, next) => sum + next).Select(sum => new Sum(sum))
                    .To(Sink.ActorRef<Sum>(to, "done", cause => new Status.Failure(cause)));
                Sender.Tell(new Place(await StreamRefs.SinkRef<int>().To(sums).Run(materializer)));
            });
        }
    }
}

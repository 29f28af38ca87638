using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Tracing.Actors.Remoting;

namespace Tracing.Actors.Instrumenting.Streams;

/// <summary>Akka.Streams under a traced provider: stages are not traced, and work as usual, between nodes
/// too.</summary>
public sealed class StreamsTests() : TracedKit(Nodes.TracedRemoting, form: TraceForm.ZeroCode, provider: "")
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

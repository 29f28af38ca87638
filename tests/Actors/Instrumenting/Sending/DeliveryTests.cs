using Akka.Actor;
using Akka.Delivery;
using Akka.Util;

namespace Tracing.Actors.Instrumenting.Sending;

/// <summary>Reliable delivery: its controllers make no spans, and the demand for the next message is no part of a
/// message's trace.</summary>
public sealed class DeliveryTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_producer_that_makes_its_next_message_on_demand_has_a_trace_for_each_message()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { Start = ["/user/producer"] };
        var producer = Started(messages: 20);
        var shapes = new List<string>();
        // The last demand is not met.
        for (var i = 0; i < 21; i++) shapes.Add((await NextExactTraceAsync()).Shape());
        Assert.Equal(20, shapes.Count(shape => shape == "Producer RequestNext<Int32>(Consumer Delivery<Int32>)"));
        Assert.Single(shapes, shape => shape == "Producer RequestNext<Int32>");
        Assert.NotNull(producer);
    }

    [Fact]
    public async Task A_message_that_is_produced_in_a_trace_belongs_to_it_and_its_successors_do_not()
    {
        var producer = Started(messages: 3, waits: true);
        await ExpectMsgAsync("ready");
        InTrace(() => producer.Tell("produce"));
        Assert.Equal("test(Producer String(Consumer Delivery<Int32>))", (await NextExactTraceAsync()).Shape());
        for (var i = 0; i < 3; i++) await ExpectMsgAsync(i);
        await NoFurtherTraceAsync();
    }

    private IActorRef Started(int messages, bool waits = false)
    {
        var consumerController = Sys.ActorOf(ConsumerController.Create<int>(Sys, Option<IActorRef>.None), "consumers");
        Sys.ActorOf(Props.Create(() => new Consumer(consumerController, TestActor)), "consumer");
        var producerController = Sys.ActorOf(
            ProducerController.Create<int>(Sys, "p", Option<Props>.None), "producers");
        var producer = Sys.ActorOf(Props.Create(() => new Producer(producerController, messages, waits, TestActor)), "producer");
        producerController.Tell(new ProducerController.RegisterConsumer<int>(consumerController));
        return producer;
    }

    private sealed class Consumer : ReceiveActor
    {
        public Consumer(IActorRef controller, IActorRef seen)
        {
            controller.Tell(new ConsumerController.Start<int>(Self));
            Receive<ConsumerController.Delivery<int>>(delivery =>
            {
                seen.Tell(delivery.Message);
                delivery.ConfirmTo.Tell(ConsumerController.Confirmed.Instance);
            });
        }
    }

    private sealed class Producer : ReceiveActor
    {
        private int _next;

        public Producer(IActorRef controller, int messages, bool waits, IActorRef seen)
        {
            controller.Tell(new ProducerController.Start<int>(Self));
            IActorRef? to = null;
            Receive<ProducerController.RequestNext<int>>(request =>
            {
                to = request.SendNextTo;
                if (waits && _next == 0) seen.Tell("ready");
                else if (_next < messages) to.Tell(_next++);
            });
            Receive<string>(_ => to!.Tell(_next++));
        }
    }
}

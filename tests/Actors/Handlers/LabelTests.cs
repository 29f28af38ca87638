using Akka.Actor;
using Tracing.Trees;

namespace Tracing.Actors.Handlers;

public class LabelTests : TracedKit
{
    [Fact]
    public async Task A_span_is_named_after_actor_and_message_and_tells_where_it_ran()
    {
        var shop = Sys.ActorOf(Props.Create(() => new Shop()), "shop");
        InTrace(() => shop.TellTraced(new Order<int>("x")));
        var span = (await NextExactTraceAsync()).Span("Shop Order<Int32>");
        Assert.Equal(SpanKind.Consumer, span.Span.Kind);
        Assert.Equal("akka", span.Span["messaging.system"].AsString);
        Assert.Equal("process", span.Span["messaging.operation.type"].AsString);
        Assert.Equal("/user/shop", span.Span["akka.actor.path"].AsString);
        Assert.Equal(typeof(Shop).FullName, span.Span["akka.actor.type"].AsString);
        Assert.Equal($"{typeof(LabelTests).FullName}+Order<System.Int32>", span.Span["akka.message.type"].AsString);
        Assert.Equal("test", span.Service);
    }

    [Fact]
    public void The_function_of_a_handler_is_named_where_it_is_the_only_one_for_its_message()
    {
        var name = typeof(Coded).FullName;
        Assert.Equal($"{name}.OnOrder", CodeFunction.Of(typeof(Coded), typeof(Order<string>)));
        Assert.Equal($"{name}..ctor", CodeFunction.Of(typeof(Coded), typeof(string)));
        Assert.Equal($"{name}.Waiting", CodeFunction.Of(typeof(Coded), typeof(long)));
        Assert.Equal($"{name}.PayAsync", CodeFunction.Of(typeof(Coded), typeof(decimal)));
        // Two handlers for it, and none.
        Assert.Null(CodeFunction.Of(typeof(Coded), typeof(int)));
        Assert.Null(CodeFunction.Of(typeof(Coded), typeof(object)));
        Assert.Equal($"{typeof(CodedUntyped).FullName}.OnReceive", CodeFunction.Of(typeof(CodedUntyped), typeof(int)));
        Assert.Equal($"{typeof(CodedUntyped).FullName}.OnReceive", CodeFunction.Of(typeof(CodedHeir), typeof(int)));
    }

    [Fact]
    public async Task A_span_names_the_function_of_its_handler()
    {
        var coded = Sys.ActorOf(Props.Create(() => new Coded()));
        InTrace(() => coded.TellTraced(new Order<string>("x")));
        Assert.Equal($"{typeof(Coded).FullName}.OnOrder",
            (await NextExactTraceAsync()).Span("Coded Order<String>").Span["code.function.name"].AsString);
    }

    [Fact]
    public async Task A_handler_may_have_an_operation_and_an_actor_a_service_of_its_own()
    {
        var shop = Sys.ActorOf(Props.Create(() => new Shop()));
        InTrace(() =>
        {
            shop.TellTraced("cash");
            shop.TellTraced(1);
        });
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(count pay)", trace.Shape());
        var till = Sys.ActorOf(Props.Create(() => new Till()));
        InTrace(() => till.TellTraced("cash"));
        Assert.Equal("Till", (await NextExactTraceAsync()).Span("Till String").Service);
    }

    [Fact]
    public async Task Spans_of_one_label_do_not_share_the_tags_that_handlers_set()
    {
        var a = Stepper();
        InTrace(() =>
        {
            a.TellTraced(Step.Of("A", () => Span.Current!.SetTag("mine", "A").SetTag("akka.actor.path", "changed")));
            a.TellTraced(Step.Of("B", () => Span.Current!.SetTag("own", "B")));
            a.TellTraced(Step.Of("C"));
        });
        var trace = await NextExactTraceAsync();
        Assert.Equal(("A", null, "changed"), Tags(trace.Span("A")));
        Assert.Equal((null, "B", "/user/$a"), Tags(trace.Span("B")));
        Assert.Equal((null, null, "/user/$a"), Tags(trace.Span("C")));

        static (string?, string?, string?) Tags(TraceSpan span) => (span.Span["mine"].AsString, span.Span["own"].AsString,
            span.Span["akka.actor.path"].AsString);
    }

    [Fact]
    public async Task An_actor_sent_ever_new_types_remembers_a_bounded_number_of_labels()
    {
        var shop = Sys.ActorOf(Props.Create(() => new Shop()));
        var type = typeof(int);
        InTrace(() =>
        {
            for (var i = 0; i < HandlerLabel.MaxPerActor + 20; i++)
            {
                type = i % 40 == 0 ? typeof(Order<>).MakeGenericType(typeof(int).MakeArrayType(1 + i / 40 % 30)) : type.MakeArrayType();
                shop.TellTraced(Array.CreateInstance(type, 0));
            }
        });
        Assert.Equal(HandlerLabel.MaxPerActor + 21, (await NextExactTraceAsync()).All.Count);
    }

    [Fact]
    public async Task Waiting_in_the_mailbox_is_told_apart_from_handling()
    {
        var a = Stepper();
        var (busy, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        a.Tell(Step.Async("busy", async () =>
        {
            busy.SetResult();
            await goOn.Task;
        }));
        await Soon(busy.Task);
        var held = TimeSpan.FromMilliseconds(50);
        InTrace(() => a.TellTraced(Step.Of("A")));
        Sys.Scheduler.Advanced.ScheduleOnce(held, goOn.SetResult);
        var span = (await NextExactTraceAsync()).Span("A");
        Assert.True(span.MailboxWaitNanos >= 40_000_000, $"{span.MailboxWaitNanos}");
        Assert.True(span.Span.DurationNanos < span.MailboxWaitNanos);
    }

    [Fact]
    public async Task A_decorated_method_within_a_handler_is_a_child_of_its_span()
    {
        var cook = Sys.ActorOf(Props.Create(() => new Cook()));
        InTrace(() => cook.TellTraced("soup"));
        Assert.Equal("test(Cook String(chop(wash) stir))", (await NextExactTraceAsync()).Shape());
    }

    private sealed record Order<T>(string Name);

    private sealed class Shop : TracedReceiveActor
    {
        public Shop()
        {
            Receive<string>("pay", static _ => { });
            ReceiveAsync<int>("count", static _ => Task.CompletedTask);
            ReceiveAny(static _ => { });
        }
    }

    private sealed class Till : TracedUntypedActor
    {
        protected override string ServiceName => "Till";

        protected override void OnReceive(object message)
        {
        }
    }

    public sealed class Cook : TracedReceiveActor
    {
        private int _washed;

        public Cook() => ReceiveAsync<string>(async _ =>
        {
            Chop();
            await StirAsync();
        });

        [Traced("chop")]
        private void Chop() => Wash();

        [Traced("wash")]
        private void Wash() => _washed++;

        [Traced("stir")]
        private async Task StirAsync()
        {
            await Task.Yield();
            Assert.Equal(1, _washed);
        }
    }

    private sealed class Coded : TracedReceiveActor
    {
        private int _paid;

        public Coded()
        {
            Receive<Order<string>>(OnOrder);
            Receive<string>(_ => { });
            Receive<int>(paid => paid > 0, paid => _paid = paid);
            Receive<int>(paid => _paid += paid);
            ReceiveAsync<decimal>(PayAsync);
            Become(Waiting);
        }

        private void Waiting()
        {
            Receive<Order<string>>(OnOrder);
            Receive<long>(_ => _paid++);
        }

        private void OnOrder(Order<string> order) => _paid++;

        private Task PayAsync(decimal paid) => Task.FromResult(_paid);
    }

    private class CodedUntyped : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class CodedHeir : CodedUntyped;
}

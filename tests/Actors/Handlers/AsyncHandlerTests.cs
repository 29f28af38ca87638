using System.Reflection;
using Akka.Actor;

namespace Tracing.Actors.Handlers;

public class AsyncHandlerTests : TracedKit
{
    [Theory]
    [InlineData(typeof(StepActor))]
    [InlineData(typeof(UntypedStepActor))]
    public async Task A_span_ends_when_its_handler_does_and_nests_what_it_sends_after_awaits(Type type)
    {
        var (a, b) = (Sys.ActorOf(Props.Create(type)), Stepper());
        var (goOn, running) = (new TaskCompletionSource(), new TaskCompletionSource<Span>());
        InTrace(() => a.TellTraced(Step.Async("A", async () =>
        {
            running.SetResult(Span.Current!);
            await goOn.Task;
            b.TellTraced(Step.Of("B"));
            await Task.Yield();
            b.TellTraced(Step.Of("C"));
        })));
        var span = await Soon(running.Task);
        Assert.False(span.HasEnded);
        goOn.SetResult();
        Assert.Equal("test(A(B C))", (await NextExactTraceAsync()).Shape());
        Assert.True(span.HasEnded);
    }

    [Fact]
    public async Task A_message_queued_behind_an_asynchronous_handler_keeps_its_own_parent()
    {
        var (a, b) = (Stepper(), Stepper());
        var goOn = new TaskCompletionSource();
        InTrace(() => a.TellTraced(Step.Async("A", async () =>
        {
            await goOn.Task;
            b.TellTraced(Step.Of("from A"));
        })));
        InTrace(() => a.TellTraced(Step.Of("B", () => b.TellTraced(Step.Of("from B")))));
        goOn.SetResult();
        var shapes = new[] { (await NextExactTraceAsync()).Shape(), (await NextExactTraceAsync()).Shape() };
        Assert.Equal(["test(A(from A))", "test(B(from B))"], shapes.Order());
    }

    public static TheoryData<string, Action<Overloads, Func<object, Task>>> Registrations => new()
    {
        { "typed", (actor, handler) => actor.Typed(handler) },
        { "typed with a predicate", (actor, handler) => actor.TypedIf(handler) },
        { "predicate first", (actor, handler) => actor.IfTyped(handler) },
        { "by type", (actor, handler) => actor.ByType(handler) },
        { "by type, predicate first", (actor, handler) => actor.IfByType(handler) },
        { "any", (actor, handler) => actor.Any(handler) },
        { "operation", (actor, handler) => actor.Operation(handler) },
        { "run task", (actor, handler) => actor.Task(handler) },
        { "run action", (actor, handler) => actor.Action(handler) },
    };

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Each_way_to_register_an_asynchronous_handler_ends_its_span_with_it(
        string way, Action<Overloads, Func<object, Task>> register)
    {
        var goOn = new TaskCompletionSource();
        var b = Stepper();
        Func<object, Task> handler = async _ =>
        {
            Span.Current!.Rename("A");
            if (way != "run action") await goOn.Task;
            b.TellTraced(Step.Of("B"));
        };
        var a = Sys.ActorOf(Props.Create(() => new Overloads(register, handler)));
        InTrace(() => a.TellTraced("go"));
        goOn.SetResult();
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Theory]
    [InlineData(typeof(ReceiveActor), typeof(TracedReceiveActor))]
    [InlineData(typeof(UntypedActor), typeof(TracedUntypedActor))]
    public void No_overload_for_asynchronous_handlers_of_this_Akka_is_left_out(Type theirs, Type ours)
    {
        var missing = Async(theirs).Except(Async(ours)).ToArray();
        Assert.True(missing.Length == 0, $"hide these in {ours.Name}: {string.Join("; ", missing)}");

        static IEnumerable<string> Async(Type type) => type
            .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.IsFamily && (m.Name.EndsWith("Async", StringComparison.Ordinal) || m.Name == "RunTask"))
            .Select(m => m.ToString()!);
    }

    [Fact]
    public async Task A_turn_that_starts_several_tasks_ends_with_the_last_of_them()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var b = Stepper();
        // Else the test would go on within the first task, which then could not end before the second.
        var firstDone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<Task> one = async () =>
        {
            await first.Task;
            b.TellTraced(Step.Of("B"));
            firstDone.SetResult(Span.Current!.HasEnded);
        };
        Func<Task> two = async () =>
        {
            await second.Task;
            b.TellTraced(Step.Of("C"));
        };
        var a = Sys.ActorOf(Props.Create(() => new Runner(one, two)));
        InTrace(() => a.TellTraced("go"));
        first.SetResult();
        Assert.False(await Soon(firstDone.Task));
        second.SetResult();
        Assert.Equal("test(Runner String(B C))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_task_started_within_an_asynchronous_handler_belongs_to_its_span()
    {
        var inner = new TaskCompletionSource();
        var b = Stepper();
        var a = Sys.ActorOf(Props.Create(() => new Nested(inner.Task, b)));
        InTrace(() => a.TellTraced("go"));
        inner.SetResult();
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(Nested String(B))", trace.Shape());
        Assert.True(trace.Span("Nested String").Span[TracingTags.Unhandled].AsBool);
    }

    [Fact]
    public async Task A_handler_that_ends_at_once_has_a_span_like_a_synchronous_one()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() =>
        {
            a.TellTraced(Step.Async("A", () =>
            {
                b.TellTraced(Step.Of("B"));
                return Task.CompletedTask;
            }));
            a.TellTraced(Step.Of("C"));
        });
        Assert.Equal("test(A(B) C)", (await NextExactTraceAsync()).Shape());
    }

    public sealed class Overloads : TracedReceiveActor
    {
        private static Type Text => typeof(string);

        public Overloads(Action<Overloads, Func<object, Task>> register, Func<object, Task> handler) => register(this, handler);

        public void Typed(Func<object, Task> handler) => ReceiveAsync<string>(handler);

        public void TypedIf(Func<object, Task> handler) => ReceiveAsync<string>(handler, _ => true);

        public void IfTyped(Func<object, Task> handler) => ReceiveAsync<string>(_ => true, handler);

        public void ByType(Func<object, Task> handler) => ReceiveAsync(Text, handler, _ => true);

        public void IfByType(Func<object, Task> handler) => ReceiveAsync(Text, _ => true, handler);

        public void Any(Func<object, Task> handler) => ReceiveAnyAsync(handler);

        public void Operation(Func<object, Task> handler) => ReceiveAsync<string>("A", handler);

        public void Task(Func<object, Task> handler) => Receive<string>(m => RunTask(() => handler(m)));

        public void Action(Func<object, Task> handler) => Receive<string>(m => RunTask(() => { _ = handler(m); }));
    }

    private sealed class Runner : TracedUntypedActor
    {
        private readonly Func<Task>[] _tasks;

        public Runner(Func<Task> one, Func<Task> two) => _tasks = [one, two];

        protected override void OnReceive(object message)
        {
            foreach (var task in _tasks) RunTask(task);
        }
    }

    private sealed class Nested : TracedReceiveActor
    {
        public Nested(Task inner, IActorRef other) => ReceiveAsync<string>(async message =>
        {
            await Task.Yield();
            RunTask(async () =>
            {
                await inner;
                other.TellTraced(Step.Of("B"));
                Unhandled(message);
            });
        });
    }
}

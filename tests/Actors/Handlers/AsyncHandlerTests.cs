using System.Reflection;
using Akka.Actor;

namespace Tracing.Actors.Handlers;

public sealed class AsyncHandlerTests() : AsyncHandlerLaws(TraceForm.Explicit)
{
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
        // Otherwise the test would go on inside the first task, which then could not end before the second.
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

using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Persisting;

/// <summary>Persistent actors on a real journal: the handler of an event belongs to the command that persisted the
/// event.</summary>
public sealed class PersistenceTests() : TracedKit(form: TraceForm.ZeroCode)
{
    private static string Id => Guid.NewGuid().ToString("N");

    private static PlainTill.Do Written(string name, IActorRef to) =>
        Do(name, t => t.PersistAsync(name, text => to.Tell(Step.Of($"to {text}"))));

    private static PlainTill.Do Waited(string name, IActorRef to) =>
        Do(name, t => t.Persist(name, text => to.Tell(Step.Of($"to {text}"))));

    private static PlainTill.Do Do(string name, Action<PlainTill> body) => new(name, body);

    [Fact]
    public async Task A_handler_of_an_event_runs_in_the_span_of_its_command()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        InTrace(() => till.Tell(Do("A", t => t.Persist("paid", _ => to.Tell(Step.Of("B"))))));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task All_ways_to_persist_and_to_defer_keep_the_command()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        InTrace(() => till.Tell(Do("A", t =>
        {
            t.PersistAll(["1", "2"], text => to.Tell(Step.Of(text)));
            t.PersistAsync("3", text => to.Tell(Step.Of(text)));
            t.PersistAllAsync(["4", "5"], text => to.Tell(Step.Of(text)));
            t.DeferAsync("6", text => to.Tell(Step.Of(text)));
        })));
        Assert.Equal("test(A(1 2 3 4 5 6))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_event_persisted_by_an_event_handler_belongs_to_the_command()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        InTrace(() => till.Tell(Do("A", t => t.Persist("1", _ =>
        {
            to.Tell(Step.Of("B"));
            t.Persist("2", _ => t.PersistAsync("3", _ => to.Tell(Step.Of("C"))));
        }))));
        Assert.Equal("test(A(B C))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Commands_that_share_a_write_batch_keep_their_own_handlers()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        for (var i = 0; i < 20; i++)
        {
            var name = $"{i}";
            // Every third has no trace.
            if (i % 3 == 0) till.Tell(Written(name, to));
            else InTrace(() => till.Tell(Written(name, to)));
        }
        var shapes = new List<string>();
        for (var i = 0; i < 13; i++) shapes.Add((await NextExactTraceAsync()).Shape());
        Assert.Equal(
            Enumerable.Range(0, 20).Where(i => i % 3 != 0).Select(i => $"test({i}(to {i}))").Order(StringComparer.Ordinal),
            shapes.Order(StringComparer.Ordinal));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Commands_that_wait_for_an_event_or_for_recovery_keep_their_traces()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        for (var i = 0; i < 10; i++)
        {
            var name = $"{i}";
            InTrace(() => till.Tell(Waited(name, to)));
        }
        for (var i = 0; i < 10; i++) Assert.Equal($"test({i}(to {i}))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task An_asynchronous_command_keeps_what_it_persists_after_its_awaits()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        InTrace(() => till.Tell(new PlainTill.DoAsync("A", async t =>
        {
            Span.Current?.Rename("A");
            await Task.Yield();
            t.Persist("paid", _ => to.Tell(Step.Of("B")));
        })));
        InTrace(() => till.Tell(Do("C", t => t.Persist("more", _ => to.Tell(Step.Of("D"))))));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
        Assert.Equal("test(C(D))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_commands_span_lasts_until_its_last_event_is_handled()
    {
        var till = Sys.ActorOf(PlainTill.Props(Id));
        ulong handled = 0;
        InTrace(() => till.Tell(Do("A", t => t.Persist("paid", _ =>
        {
            Span.Current?.SetTag("handled", true);
            handled = Span.Current!.StartUnixNanos;
        }))));
        var span = (await NextExactTraceAsync()).Span("A");
        Assert.True(span.Span["handled"].AsBool);
        Assert.Equal(handled, span.Span.StartUnixNanos);
    }

    [Fact]
    public async Task Recovery_makes_no_traces()
    {
        var id = Id;
        Tracing.Instrumentation = Tracing.Instrumentation! with { Start = ["/user/*"] };
        var first = Sys.ActorOf(PlainTill.Props(id));
        first.Tell(Do("A", t => t.PersistAll(["1", "2"], _ => { })));
        Assert.Equal("A", (await NextExactTraceAsync()).Shape());
        await first.GracefulStop(Patience);

        Tracing.Instrumentation = Tracing.Instrumentation with { Start = [$"{typeof(PlainTill).FullName}"] };
        var again = Sys.ActorOf(PlainTill.Props(id, TestActor));
        Assert.Equal("recovered 1", (await ExpectMsgAsync<Step>()).Name);
        Assert.Equal("recovered 2", (await ExpectMsgAsync<Step>()).Name);
        Assert.Equal("all recovered", (await ExpectMsgAsync<Step>()).Name);
        await NoFurtherTraceAsync();
        again.Tell(Do("B", t => t.Persist("3", _ => { })));
        Assert.Equal("B", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_handler_that_fails_fails_its_command_and_the_next_has_its_own_trace()
    {
        var (till, to) = (Sys.ActorOf(PlainTill.Props(Id)), Stepper());
        InTrace(() => till.Tell(Do("A", t => t.Persist("1", _ => throw new InvalidOperationException("no change")))));
        InTrace(() => till.Tell(Do("B", t => t.Persist("2", _ => to.Tell(Step.Of("C"))))));
        var failed = await NextExactTraceAsync();
        Assert.Equal("test(A)", failed.Shape());
        Assert.Equal(SpanStatus.Error, failed.Span("A").Span.Status);
        Assert.Equal("test(B(C))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_stopped_actor_leaves_no_command_open()
    {
        var till = Sys.ActorOf(PlainTill.Props(Id));
        InTrace(() => till.Tell(Do("A", t =>
        {
            t.PersistAsync("1", _ => { });
            ActorCell.GetCurrentSelfOrNoSender().Tell(PoisonPill.Instance);
        })));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task The_users_own_stash_keeps_traces_in_a_persistent_actor_too()
    {
        var till = Sys.ActorOf(PlainTill.Props(Id));
        var isOpen = false;
        InTrace(() => till.Tell(Do("A", t =>
        {
            if (!isOpen) t.Stash.Stash();
        })));
        till.Tell(Do("open", t =>
        {
            isOpen = true;
            t.Stash.UnstashAll();
        }));
        Assert.Equal("test(A A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public void A_changed_Akka_Persistence_is_reported_in_one_line() =>
        Assert.Contains("_pendingInvocations is gone", PersistenceMembers.Find(typeof(PlainTill.Do)).Missing);

    [Fact]
    public void This_persistence_has_what_is_needed()
    {
        Assert.Empty(PersistenceMembers.Missing());
        Assert.NotNull(PersistenceMembers.Of(typeof(PlainTill)));
        Assert.Null(PersistenceMembers.Of(typeof(PlainStepActor)));
    }
}

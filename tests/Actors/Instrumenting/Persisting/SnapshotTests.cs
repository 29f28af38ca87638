using Akka.Actor;
using Akka.Persistence;

namespace Tracing.Actors.Instrumenting.Persisting;

/// <summary>Answers of snapshot stores and journals are children of the handler that asked.</summary>
public sealed class SnapshotTests() : TracedKit($$"""
    akka.persistence.snapshot-store {
      plugin = "akka.persistence.snapshot-store.inmem"
      refusing { class = "{{typeof(RefusingSnapshots).AssemblyQualifiedName}}" }
      silent { class = "{{typeof(SilentSnapshots).AssemblyQualifiedName}}" }
    }
    """, form: TraceForm.ZeroCode)
{
    private const string Refusing = "akka.persistence.snapshot-store.refusing";
    private const string Silent = "akka.persistence.snapshot-store.silent";

    private IActorRef _to = ActorRefs.Nobody;

    public static TheoryData<string, string> Requests => new()
    {
        { "save", nameof(SaveSnapshotSuccess) },
        { "delete one", nameof(DeleteSnapshotSuccess) },
        { "delete all", nameof(DeleteSnapshotsSuccess) },
        { "delete events", nameof(DeleteMessagesSuccess) },
        { "delete events that are not there", nameof(DeleteMessagesFailure) },
        { "load", nameof(LoadSnapshotResult) },
    };

    public static TheoryData<string, string> RefusedRequests => new()
    {
        { "save", nameof(SaveSnapshotFailure) },
        { "delete one", nameof(DeleteSnapshotFailure) },
        { "delete all", nameof(DeleteSnapshotsFailure) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_an_actor_does_upon_an_answer_is_below_the_handler_that_asked(string request, string answer)
    {
        var till = Till();
        InTrace(() => till.Tell(Do("A", t => Ask(t, request))));
        Assert.Equal($"test(A(PlainTill {answer}(done)))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Theory]
    [MemberData(nameof(RefusedRequests))]
    public async Task A_refusal_is_an_answer_too(string request, string answer)
    {
        var till = Till(Refusing);
        InTrace(() => till.Tell(Do("A", t => Ask(t, request))));
        Assert.Equal($"test(A(PlainTill {answer}(done)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_snapshot_that_an_event_handler_saves_belongs_to_the_command()
    {
        var till = Till();
        InTrace(() => till.Tell(Do("A", t => t.Persist("paid", _ => Ask(t, "save")))));
        Assert.Equal("test(A(PlainTill SaveSnapshotSuccess(done)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_answer_whose_handler_persists_and_asks_again_keeps_the_trace()
    {
        var till = Till();
        InTrace(() => till.Tell(Do("A", t =>
        {
            Ask(t, "save");
            t.OnAnswer = _ => t.Persist("saved", _ =>
            {
                t.OnAnswer = _ => _to.Tell(Step.Of("done"));
                t.DeleteMessages(0);
            });
        })));
        Assert.Equal("test(A(PlainTill SaveSnapshotSuccess(PlainTill DeleteMessagesSuccess(done))))",
            (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_answer_that_comes_while_an_event_is_written_keeps_its_trace()
    {
        var till = Till();
        InTrace(() => till.Tell(Do("A", t =>
        {
            Ask(t, "save");
            t.Persist("paid", _ => { });
        })));
        InTrace(() => till.Tell(Do("B", t => t.Persist("more", _ => { }))));
        string[] shapes = [(await NextExactTraceAsync()).Shape(), (await NextExactTraceAsync()).Shape()];
        Assert.Equal(["test(A(PlainTill SaveSnapshotSuccess(done)))", "test(B)"], shapes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answers_do_not_mix_traces()
    {
        var till = Till();
        for (var i = 0; i < 30; i++)
        {
            var name = $"{i}";
            // Every third has no trace.
            if (i % 3 == 0) till.Tell(Saving(name));
            else InTrace(() => till.Tell(Saving(name)));
        }
        var shapes = new List<string>();
        for (var i = 0; i < 20; i++) shapes.Add((await NextExactTraceAsync()).Shape());
        Assert.Equal(
            Enumerable.Range(0, 30).Where(i => i % 3 != 0).Select(i => $"test({i}(PlainTill SaveSnapshotSuccess(done)))")
                .Order(StringComparer.Ordinal),
            shapes.Order(StringComparer.Ordinal));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_trace_waits_for_the_answer()
    {
        var till = Till(Silent);
        InTrace(() => till.Tell(Do("A", t => Ask(t, "save"))));
        // Once the actor has answered, its handler is over.
        await till.Ask<ActorIdentity>(new Identify(null), Patience);
        Assert.True(await Tracing.DrainAsync(Patience));
        var store = Persistence.Instance.Apply(Sys).SnapshotStoreFor(Silent);
        Assert.Equal("gone on", await store.Ask<string>("go on", Patience));
        Assert.Equal("test(A(PlainTill SaveSnapshotSuccess(done)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_actor_that_stops_before_the_answer_leaves_an_exact_trace()
    {
        var till = Till(Silent);
        InTrace(() => till.Tell(Do("A", t =>
        {
            Ask(t, "save");
            ActorCell.GetCurrentSelfOrNoSender().Tell(PoisonPill.Instance);
        })));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_answer_without_a_handler_is_a_span_that_says_so()
    {
        var till = Till();
        InTrace(() => till.Tell(Do("A", t => t.SaveSnapshot("state"))));
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(A(PlainTill SaveSnapshotSuccess))", trace.Shape());
        Assert.True(trace.Span("PlainTill SaveSnapshotSuccess").Span[TracingTags.Unhandled].AsBool);
        Assert.False(trace.Span("A").Span[TracingTags.Unhandled].AsBool);
    }

    private static PlainTill.Do Do(string name, Action<PlainTill> body) => new(name, body);

    private PlainTill.Do Saving(string name) => Do(name, t =>
    {
        t.OnAnswer = _ => _to.Tell(Step.Of("done"));
        t.Persist(name, _ => t.SaveSnapshot(name));
    });

    private IActorRef Till(string? store = null)
    {
        _to = Stepper();
        return Sys.ActorOf(PlainTill.Props(Guid.NewGuid().ToString("N"), snapshots: store));
    }

    private void Ask(PlainTill till, string request)
    {
        till.OnAnswer = _ => _to.Tell(Step.Of("done"));
        switch (request)
        {
            case "save": till.SaveSnapshot("state"); break;
            case "delete one": till.DeleteSnapshot(1); break;
            case "delete all": till.DeleteSnapshots(new SnapshotSelectionCriteria(7)); break;
            case "delete events": till.DeleteMessages(0); break;
            case "delete events that are not there": till.DeleteMessages(100); break;
            case "load": till.LoadSnapshot(till.PersistenceId, SnapshotSelectionCriteria.Latest, 5); break;
            default: throw new ArgumentOutOfRangeException(nameof(request), request, null);
        }
    }
}

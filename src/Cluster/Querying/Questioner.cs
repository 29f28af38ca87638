using System.Collections.Immutable;
using Akka.Actor;

namespace Tracing.Clustering;

/// <summary>Asks the stores of other nodes one question, and collects the answers that come in time.</summary>
/// <remarks>It waits for a node as long as pages arrive, and gives it up after a silence of <c>query-timeout</c>. Pages
/// out of order, which a connection does not produce, are ignored.</remarks>
internal sealed class Questioner : ReceiveActor, IWithTimers
{
    private readonly AskStore _ask;
    private readonly Dictionary<Address, List<ReadOnlyMemory<byte>>> _waiting = [];
    private readonly ImmutableArray<StoreAnswer>.Builder _answers = ImmutableArray.CreateBuilder<StoreAnswer>();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableHashSet<Address>.Builder _silent = ImmutableHashSet.CreateBuilder<Address>();
    private readonly TaskCompletionSource<StoreAnswers> _done;
    private readonly HashSet<Address> _heard = [];
    private readonly TimeSpan _patience;

    public Questioner(AskStore ask, ImmutableArray<Address> nodes, TimeSpan patience, TaskCompletionSource<StoreAnswers> done)
    {
        (_ask, _done, _patience) = (ask, done, patience);
        foreach (var node in nodes) _waiting[node] = [];
        Receive<AnswerPage>(OnPage);
        Receive<AnswerRefused>(refused =>
        {
            if (refused.Question == ask.Question) GiveUp(Sender.Path.Address, refused.Why);
            EndIfDone();
        });
        Receive<Late>(_ =>
        {
            foreach (var node in _waiting.Keys.Except(_heard).ToArray()) GiveUp(node, "no answer in time");
            _heard.Clear();
            EndIfDone();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(AskStore ask, ImmutableArray<Address> nodes, TimeSpan patience, TaskCompletionSource<StoreAnswers> done) =>
        Akka.Actor.Props.Create(() => new Questioner(ask, nodes, patience, done));

    protected override void PreStart()
    {
        foreach (var node in _waiting.Keys) Context.ActorSelection(new RootActorPath(node) / "system" / StoreDoor.Name).Tell(_ask);
        Timers.StartPeriodicTimer(Late.Instance, Late.Instance, _patience);
    }

    // Also runs when the actor system stops and nobody answers any more.
    protected override void PostStop()
    {
        foreach (var node in _waiting.Keys.ToArray()) GiveUp(node, "this node is stopping");
        _done.TrySetResult(new StoreAnswers(_answers.ToImmutable(), _notes.ToImmutable(), _silent.ToImmutable()));
    }

    private void OnPage(AnswerPage page)
    {
        var node = Sender.Path.Address;
        if (page.Question != _ask.Question || !_waiting.TryGetValue(node, out var pages) || page.Number != pages.Count) return;
        pages.Add(page.Bytes);
        _heard.Add(node);
        Sender.Tell(new AnswerTaken(_ask.Question, page.Number));
        if (!page.IsLast) return;
        if (AnswerWire.TryRead(Join(pages)) is { } answer)
        {
            _answers.Add(answer);
            _waiting.Remove(node);
            if (page.IsCut) _notes.Add($"{Name(node)}: the answer was too long, its last traces are left out");
        }
        else GiveUp(node, "its answer cannot be read");
        EndIfDone();
    }

    private void GiveUp(Address node, string why)
    {
        if (!_waiting.Remove(node)) return;
        _silent.Add(node);
        _notes.Add($"{Name(node)}: {why}");
    }

    private void EndIfDone()
    {
        if (_waiting.Count == 0) Context.Stop(Self);
    }

    public static string Name(Address node) => $"{node.Host}:{node.Port}";

    private static byte[] Join(List<ReadOnlyMemory<byte>> pages)
    {
        var all = new byte[pages.Sum(page => page.Length)];
        var at = 0;
        foreach (var page in pages)
        {
            page.CopyTo(all.AsMemory(at));
            at += page.Length;
        }
        return all;
    }

    private sealed class Late : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Late Instance { get; } = new();
    }
}

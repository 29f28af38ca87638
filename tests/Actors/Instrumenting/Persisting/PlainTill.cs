using Akka.Actor;
using Akka.Persistence;

namespace Tracing.Actors.Instrumenting.Persisting;

/// <summary>A persistent actor that does what its commands say, and knows nothing of tracing.</summary>
public sealed class PlainTill : ReceivePersistentActor
{
    private readonly IActorRef? _recovered;

    public PlainTill(string id, IActorRef? recovered, string? snapshots)
    {
        if (snapshots is not null) SnapshotPluginId = snapshots;
        (PersistenceId, _recovered) = (id, recovered);
        Command<Do>(command => command.Run(this));
        CommandAsync<DoAsync>(command => command.Body(this));
        CommandAny(answer =>
        {
            if (OnAnswer is { } handler) handler(answer);
            else Unhandled(answer);
        });
        Recover<string>(text => _recovered?.Tell(Step.Of($"recovered {text}")));
        Recover<RecoveryCompleted>(_ => _recovered?.Tell(Step.Of("all recovered")));
    }

    public override string PersistenceId { get; }

    /// <summary>The handler of messages that are no commands, such as answers of the snapshot store.</summary>
    public Action<object>? OnAnswer { get; set; }

    public static Props Props(string id, IActorRef? recovered = null, string? snapshots = null) =>
        Akka.Actor.Props.Create(() => new PlainTill(id, recovered, snapshots));

    /// <summary>A command that contains its own handler.</summary>
    public sealed record Do(string Name, Action<PlainTill> Body)
    {
        public void Run(PlainTill till)
        {
            Span.Current?.Rename(Name);
            Body(till);
        }
    }

    public sealed record DoAsync(string Name, Func<PlainTill, Task> Body);
}

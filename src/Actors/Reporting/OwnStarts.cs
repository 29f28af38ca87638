using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Waits until tracing's own actors have started, in a system whose actors tell of that.</summary>
/// <remarks>An application that subscribes to ActorStarted right after it has made its system must not see them. Only
/// with <c>akka.actor.telemetry.enabled</c>; otherwise there is nothing to see, and nothing is waited for.</remarks>
internal sealed class OwnStarts : MinimalActorRef, IDisposable
{
    // They start at once. A system that is busy with something else must not wait for ever.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly ActorSystem _system;

    // Monitor.Wait needs an object of this kind.
    private readonly HashSet<string> _started = [];

    private OwnStarts(ActorSystem system, IActorRefProvider provider)
    {
        (_system, Provider) = (system, provider);
        Path = provider.RootPath / "tracing-starts";
        system.EventStream.Subscribe(this, typeof(ActorStarted));
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    /// <summary>Null: the system's actors do not tell of their start, or one of them runs here and needs its
    /// thread.</summary>
    public static OwnStarts? In(ExtendedActorSystem system) =>
        system.Settings.EmitActorTelemetry && !IsActorOf(system) ? new OwnStarts(system, system.Provider) : null;

    public void Await(params ReadOnlySpan<IActorRef?> actors)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        lock (_started)
        {
            foreach (var actor in actors)
            {
                while (actor is not null && !_started.Contains(actor.Path.Name)
                    && _patience - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
                    Monitor.Wait(_started, left);
            }
        }
    }

    public void Dispose() => _system.EventStream.Unsubscribe(this);

    private static bool IsActorOf(ActorSystem system) =>
        ActorCell.GetCurrentSelfOrNoSender() is ActorRefWithCell { Underlying.System: { } current }
        && ReferenceEquals(current, system);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not ActorStarted started) return;
        lock (_started)
        {
            _started.Add(started.Subject.Path.Name);
            Monitor.PulseAll(_started);
        }
    }
}

using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Gets each log event on the thread that writes it, before any logger, and passes it to
/// <see cref="SpanLog"/>.</summary>
/// <remarks>Subscribes before Akka.NET's loggers do, to the same classes: the event bus tells the subscribers of a
/// class in the order in which they subscribed.</remarks>
/// <param name="log">Null while tracing has not started.</param>
internal sealed class LogStamper(IActorRefProvider provider, Func<SpanLog?> log) : MinimalActorRef
{
    private static readonly Type[] _classes = [typeof(Debug), typeof(Info), typeof(Warning), typeof(Error)];

    public override ActorPath Path { get; } = provider.RootPath / "tracing-logs";

    public override IActorRefProvider Provider => provider;

    public void Subscribe(EventStream events)
    {
        foreach (var type in _classes) events.Subscribe(this, type);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (TracingInUse.IsOn && message is LogEvent line) log()?.Stamp(line);
    }
}

using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Hears of each log event on the thread that writes it, before any logger does, and brings it and its span
/// together (<see cref="SpanLog"/>).</summary>
/// <remarks>Subscribed before Akka.NET's loggers, to the very classes that they subscribe to: the event bus tells
/// subscribers of a class in the order in which they came.</remarks>
internal sealed class LogStamper(IActorRefProvider provider, Instrumentation instrumentation) : MinimalActorRef
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
        if (TracingInUse.IsOn && message is LogEvent line) instrumentation.Started?.Log.Stamp(line);
    }
}

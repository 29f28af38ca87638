using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message that contains its own handler, and the name of its span.</summary>
public record Step(string Name, Action<IActorContext> Body)
{
    public static Step Of(string name, Action? body = null) => new(name, _ => body?.Invoke());

    /// <summary>Makes the same message for ReceiveAsync of <see cref="StepActor"/>.</summary>
    public static AsyncStep Async(string name, Func<Task> body) => new(name, _ => body());

    public void Run(IActorContext context)
    {
        Span.Current?.Rename(Name);
        Body(context);
    }
}

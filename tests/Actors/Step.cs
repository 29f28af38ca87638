using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message that brings its handler along: what it does, and what its span is called.</summary>
public record Step(string Name, Action<IActorContext> Body)
{
    public static Step Of(string name, Action? body = null) => new(name, _ => body?.Invoke());

    /// <summary>The same, as one that <see cref="StepActor"/> handles with ReceiveAsync.</summary>
    public static AsyncStep Async(string name, Func<Task> body) => new(name, _ => body());

    public void Run(IActorContext context)
    {
        Span.Current?.Rename(Name);
        Body(context);
    }
}

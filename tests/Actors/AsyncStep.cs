using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A <see cref="Step"/> with an asynchronous handler.</summary>
public sealed record AsyncStep(string Name, Func<IActorContext, Task> Body)
{
    public Task RunAsync(IActorContext context)
    {
        Span.Current?.Rename(Name);
        return Body(context);
    }
}

using Akka.Actor;

namespace Tracing.Actors;

/// <summary>As <see cref="Step"/>, for asynchronous handlers.</summary>
public sealed record AsyncStep(string Name, Func<IActorContext, Task> Body)
{
    public Task RunAsync(IActorContext context)
    {
        Span.Current?.Rename(Name);
        return Body(context);
    }
}

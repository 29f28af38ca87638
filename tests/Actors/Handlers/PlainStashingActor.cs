using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>A <see cref="StashingActor"/> that knows nothing of tracing.</summary>
public sealed class PlainStashingActor : ReceiveActor, IWithStash
{
    private bool _isOpen;

    public PlainStashingActor()
    {
        Receive<Step>(step =>
        {
            if (_isOpen || step.Name.StartsWith('!')) step.Run(Context);
            else Stash.Stash();
        });
        ReceiveAsync<AsyncStep>(async step =>
        {
            await Task.Yield();
            if (_isOpen) await step.RunAsync(Context);
            else Stash.Stash();
        });
        Receive<StashingActor.Open>(open =>
        {
            _isOpen = true;
            open.How(Stash);
        });
    }

    public IStash Stash { get; set; } = null!;
}

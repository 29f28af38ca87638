using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Stashes steps until it is opened.</summary>
public sealed class StashingActor : TracedReceiveActor, IWithStash
{
    private bool _isOpen;

    public StashingActor()
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
        Receive<Open>(open =>
        {
            _isOpen = true;
            open.How(Stash);
        });
    }

    public IStash Stash { get; set; } = null!;

    public sealed record Open(Action<IStash> How);
}

using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A <see cref="StepActor"/> that knows nothing of tracing.</summary>
public class PlainStepActor : ReceiveActor
{
    private readonly StepHooks? _hooks;

    public PlainStepActor()
        : this(null)
    {
    }

    public PlainStepActor(StepHooks? hooks)
    {
        _hooks = hooks;
        Receive<Step>(step => step.Run(Context));
        ReceiveAsync<AsyncStep>(step => step.RunAsync(Context));
    }

    protected override void PreStart() => _hooks?.Started?.Invoke();

    protected override void PostStop() => _hooks?.Stopped?.Invoke();

    protected override void PreRestart(Exception reason, object message)
    {
        if (_hooks?.Restarting is { } restarting) restarting(message);
        else base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        if (_hooks?.Restarted is { } restarted) restarted();
        else base.PostRestart(reason);
    }
}

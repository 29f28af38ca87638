using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A <see cref="UntypedStepActor"/> that knows nothing of tracing.</summary>
public sealed class PlainUntypedStepActor : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Step step:
                step.Run(Context);
                break;
            case AsyncStep step:
                RunTask(() => step.RunAsync(Context));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

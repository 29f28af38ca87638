namespace Tracing.Actors;

/// <summary>A <see cref="StepActor"/> on the other traced base class.</summary>
public sealed class UntypedStepActor : TracedUntypedActor
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

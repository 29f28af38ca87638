namespace Tracing.Actors;

/// <summary>Does what its messages say.</summary>
public class StepActor : TracedReceiveActor
{
    public StepActor()
    {
        Receive<Step>(step => step.Run(Context));
        ReceiveAsync<AsyncStep>(step => step.RunAsync(Context));
    }
}

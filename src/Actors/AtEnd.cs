using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Runs an act when an actor system has ended.</summary>
/// <remarks>Akka.NET's RegisterOnTermination gives WhenTerminated another task, which completes before the callbacks
/// that were registered earlier. An application that waits for its system would be told too soon.</remarks>
internal static class AtEnd
{
    public static void Run(ActorSystem system, Action act)
    {
        // Without the context of whoever used tracing first.
        using (ExecutionContext.SuppressFlow())
        {
            system.WhenTerminated.ContinueWith(static (_, act) => ((Action)act!)(), act, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}

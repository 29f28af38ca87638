using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Asks actors of one system, and waits no longer than the system lives: Akka.NET's Ask alone would wait for
/// its timeout when the system has ended.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ActorQuestions
{
    private readonly CancellationToken _ended;

    public ActorQuestions(ActorSystem system)
    {
        // Not disposed: questions may still come after the system's end.
#pragma warning disable CA2000
        var ended = new CancellationTokenSource();
#pragma warning restore CA2000
        _ended = ended.Token;
        AtEnd.Run(system, ended.Cancel);
    }

    /// <returns>Null: no answer came in time, or the system has ended.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<T?> AskAsync<T>(
        IActorRef actor, object question, TimeSpan atMost, CancellationToken stopping = default)
        where T : class
    {
        if (_ended.IsCancellationRequested) return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, _ended);
        try
        {
            return await actor.Ask<T>(question, atMost, either.Token).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}

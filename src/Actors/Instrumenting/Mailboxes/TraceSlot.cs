using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Stands in a mailbox for a message with a trace, and holds both.</summary>
/// <param name="turn">Who may fill it first, as the ring counts them.</param>
/// <param name="ringLength">After so many more it comes round again; 0: it never does.</param>
internal sealed class TraceSlot(int turn, int ringLength)
{
    private object? _message;
    private object? _trace;
    private long _sentMonotonicNanos;
    private int _turn = turn;

    /// <summary>It is empty, and this one's to fill.</summary>
    public bool IsFreeFor(int turn) => Volatile.Read(ref _turn) == turn;

    public void Fill(in Waiting waiting) =>
        (_message, _trace, _sentMonotonicNanos) = (waiting.Message, waiting.Trace, waiting.SentMonotonicNanos);

    /// <summary>Empties it; then it is the next one's.</summary>
    public Waiting Take(IActorRef sender)
    {
        var waiting = new Waiting(_message!, sender, _trace, _sentMonotonicNanos);
        (_message, _trace) = (null, null);
        Volatile.Write(ref _turn, _turn + ringLength);
        return waiting;
    }
}

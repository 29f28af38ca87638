namespace Tracing.Actors;

/// <summary>How an actor that passes messages on gets one that comes with a trace.</summary>
public enum RelayedAs
{
    /// <summary>In its envelope, which it passes on; so what it holds back keeps its trace.</summary>
    Envelope,

    /// <summary>Without a trace: it is meant for the relay itself.</summary>
    Bare,

    /// <summary>Without its envelope; what the relay sends while it handles the message belongs to the trace.</summary>
    Opened,

    /// <summary>The same, and only the relay knows to how many actors it sends.</summary>
    OpenedToMany,
}

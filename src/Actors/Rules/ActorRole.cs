namespace Tracing.Actors;

/// <summary>The part that an actor takes in traces.</summary>
internal enum ActorRole
{
    /// <summary>None: its messages carry no traces.</summary>
    None,

    /// <summary>It makes no spans. What it sends belongs to the trace that its message carries.</summary>
    Hidden,

    /// <summary>It continues the traces that its messages carry.</summary>
    Continues,

    /// <summary>It passes messages on with their traces, and makes no spans.</summary>
    Relays,

    /// <summary>It continues traces, and starts one for a message that carries none.</summary>
    Starts,
}

namespace Tracing.Actors;

/// <summary>The handling of traces between nodes.</summary>
public enum RemotePropagation
{
    /// <summary>Traces that arrive are not continued, and none are sent.</summary>
    Off,

    /// <summary>Traces that arrive are continued, and none are sent. The first step of a roll-out: every node must be
    /// able to read traces before any node writes them.</summary>
    Read,

    /// <summary>Traces that arrive are continued, and traces are sent.</summary>
    Write,
}

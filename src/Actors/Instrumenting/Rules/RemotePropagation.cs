namespace Tracing.Actors;

/// <summary>What becomes of traces between nodes.</summary>
public enum RemotePropagation
{
    /// <summary>A trace that arrives is not continued, none is sent along.</summary>
    Off,

    /// <summary>What arrives is continued; what is sent goes bare. The first step of a roll-out: every node learns to read
    /// before any writes.</summary>
    Read,

    /// <summary>Both.</summary>
    Write,
}

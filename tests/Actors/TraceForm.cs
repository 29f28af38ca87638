namespace Tracing.Actors;

/// <summary>How the actors of a test are traced. Laws that hold for both are written once, in a class that takes one.</summary>
public enum TraceForm
{
    /// <summary>Traced base classes, and sends that wrap.</summary>
    Explicit,

    /// <summary>Plain actors under a traced provider.</summary>
    ZeroCode,
}

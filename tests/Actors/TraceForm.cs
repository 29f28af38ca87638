namespace Tracing.Actors;

/// <summary>The form in which the actors of a test are traced. Laws that hold for both forms are written
/// once.</summary>
public enum TraceForm
{
    /// <summary>Traced base classes, and sends that wrap messages.</summary>
    Explicit,

    /// <summary>Plain actors under a traced provider.</summary>
    ZeroCode,
}

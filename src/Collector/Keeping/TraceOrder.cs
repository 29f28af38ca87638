namespace Tracing.Keeping;

/// <summary>The order of a search's answer.</summary>
/// <remarks>Sent between nodes as a number: values may be added, never changed.</remarks>
public enum TraceOrder
{
    /// <summary>The order in which traces were first put into the store, the last one first. It has no
    /// pages.</summary>
    Stored = 0,

    /// <summary>By the start of the trace, the latest first.</summary>
    Newest = 1,

    /// <summary>By the duration of the trace, the longest first.</summary>
    Slowest = 2,
}

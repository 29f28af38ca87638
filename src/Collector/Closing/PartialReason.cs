namespace Tracing.Closing;

/// <summary>The reason why a trace was closed before it was complete.</summary>
public enum PartialReason
{
    None,

    /// <summary>It was open for tracing.collector.max-age.</summary>
    Age,

    /// <summary>It reached tracing.collector.max-spans-per-trace.</summary>
    Size,

    /// <summary>All open traces together reached tracing.collector.max-bytes.</summary>
    Memory,

    /// <summary>The collector stopped.</summary>
    Shutdown,
}

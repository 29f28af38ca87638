namespace Tracing.Closing;

/// <summary>The collector's verdict on a trace.</summary>
/// <remarks>See RATIONALE "When is a trace complete?".</remarks>
public enum CompletenessKind
{
    /// <summary>Every announced span is here; it is known that nothing is missing.</summary>
    Exact,

    /// <summary>No parent is missing and no span came for the settle time, but some spans come from libraries that do
    /// not count children.</summary>
    Settled,

    /// <summary>Closed before it was exact or settled, for a <see cref="PartialReason"/>.</summary>
    Partial,

    /// <summary>The trace is not closed yet: more spans may come. No stored trace is open.</summary>
    Open,
}

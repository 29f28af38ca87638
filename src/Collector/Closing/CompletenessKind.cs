namespace Tracing.Closing;

/// <summary>What the collector can say of a closed trace (DESIGN "Complete").</summary>
public enum CompletenessKind
{
    /// <summary>Every announced span is in: nothing is missing, and that is known.</summary>
    Exact,

    /// <summary>No parent is missing and nothing came for a while; some spans are of libraries that do not
    /// count.</summary>
    Settled,

    /// <summary>Closed before that, for a <see cref="PartialReason"/>.</summary>
    Partial,
}

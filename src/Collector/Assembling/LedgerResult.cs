namespace Tracing.Assembling;

/// <summary>What a span was to the trace that it was entered in.</summary>
internal enum LedgerResult
{
    New,

    /// <summary>The same span, byte for byte: a retry.</summary>
    Duplicate,

    /// <summary>Another span under an id that is taken: kept, and flagged.</summary>
    Conflict,
}

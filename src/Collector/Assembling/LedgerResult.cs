namespace Tracing.Assembling;

/// <summary>The result of entering a span in its trace's ledger.</summary>
internal enum LedgerResult
{
    New,

    /// <summary>The same span, byte for byte: a retry.</summary>
    Duplicate,

    /// <summary>A different span under the same id: it is kept, and the trace is flagged.</summary>
    Conflict,
}

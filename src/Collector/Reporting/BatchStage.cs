namespace Tracing.Reporting;

/// <summary>A held batch's stage, as far as its reporter knows; <see cref="ReporterState"/> has the whole
/// life.</summary>
internal enum BatchStage
{
    /// <summary>Waits to be sent, for the first time or again.</summary>
    Due,

    /// <summary>On its way; no answer yet.</summary>
    Sent,

    /// <summary>In the collector's memory; not stored yet.</summary>
    Taken,
}

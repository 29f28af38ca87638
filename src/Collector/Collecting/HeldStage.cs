namespace Tracing.Collecting;

/// <summary>Where a held batch is, as far as its reporter knows.</summary>
internal enum HeldStage
{
    /// <summary>To be sent, for the first time or again.</summary>
    Due,

    /// <summary>On its way; no answer yet.</summary>
    Sent,

    /// <summary>In the collector's memory; not stored yet.</summary>
    Taken,
}

namespace Tracing.Keeping;

/// <summary>Looks at traces that a store shows to it, packed where the store has them packed.</summary>
/// <remarks>One call at a time, except <see cref="Skips"/>: any thread, at any time.</remarks>
internal interface IPackedScan
{
    /// <summary>Forgets all that was shown: it is shown again from the beginning.</summary>
    void Restart();

    /// <summary>True for a trace that is not looked at here.</summary>
    bool Skips(TraceId id);

    /// <returns>False: enough was looked at.</returns>
    bool Add(PackedTraces traces);

    /// <returns>False: enough was looked at.</returns>
    bool Add(KeptTrace trace);
}

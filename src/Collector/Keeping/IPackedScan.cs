namespace Tracing.Keeping;

/// <summary>Looks at traces that a store shows to it, packed where the store has them packed.</summary>
/// <remarks>One call at a time, except <see cref="Skips"/> and <see cref="Reads"/>: any thread, at any
/// time.</remarks>
internal interface IPackedScan
{
    /// <summary>Forgets all that was shown: it is shown again from the beginning.</summary>
    void Restart();

    /// <summary>True for a trace that is not looked at here.</summary>
    bool Skips(TraceId id);

    /// <summary>True for a field of a span that is looked at.</summary>
    /// <param name="field">The field with its tag, or what is left of it without its values: a field with the same
    /// number, and with the keys of its attributes. That costs less where a field occurs once.</param>
    bool Reads(ReadOnlySpan<byte> field);

    /// <returns>False: enough was looked at.</returns>
    bool Add(PackedTraces traces);

    /// <returns>False: enough was looked at.</returns>
    bool Add(KeptTrace trace);
}

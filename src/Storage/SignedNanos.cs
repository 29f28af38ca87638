namespace Tracing.Storage;

/// <summary>Times and durations for databases, which have no unsigned numbers.</summary>
internal static class SignedNanos
{
    /// <summary>The same number; the few that are too large become the largest.</summary>
    public static long Of(ulong nanos) => (long)Math.Min(nanos, long.MaxValue);
}

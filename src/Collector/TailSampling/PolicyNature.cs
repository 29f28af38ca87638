namespace Tracing.TailSampling;

/// <summary>How a policy comes to its verdicts, which says what it can be combined with so that weights stay
/// right.</summary>
public enum PolicyNature
{
    /// <summary>Looks at the trace alone: keeps what matches with certainty, has no opinion on the rest.</summary>
    Match,

    /// <summary>Keeps a share of the traces, by the one coin that every policy sees fall alike
    /// (<see cref="TraceCoin"/>).</summary>
    Coin,

    /// <summary>Keeps up to a limit; what it keeps stands for what it did not.</summary>
    Limit,
}

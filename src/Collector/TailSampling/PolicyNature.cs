namespace Tracing.TailSampling;

/// <summary>The way in which a policy reaches its verdicts. It decides with which policies it can be combined so that
/// weights stay right.</summary>
public enum PolicyNature
{
    /// <summary>Looks at the trace alone: keeps every trace that matches, and has no opinion on the others.</summary>
    Match,

    /// <summary>Keeps a share of the traces, by the trace's coin, which is the same for all policies
    /// (<see cref="TraceCoin"/>).</summary>
    Coin,

    /// <summary>Keeps traces up to a limit; a kept trace stands for those passed over before it.</summary>
    Limit,
}

namespace Tracing.TailSampling;

/// <summary>A policy's opinion on a trace.</summary>
public enum Opinion
{
    /// <summary>The policy does not apply to the trace; the next policy is asked.</summary>
    None,

    Keep,

    /// <summary>The policy applies, and does not keep the trace.</summary>
    Drop,
}

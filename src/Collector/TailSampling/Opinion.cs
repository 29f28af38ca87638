namespace Tracing.TailSampling;

/// <summary>What a policy has to say of a trace.</summary>
public enum Opinion
{
    /// <summary>The trace is none of its business; the next policy is asked.</summary>
    None,

    Keep,

    /// <summary>The trace is its business, and is not kept.</summary>
    Drop,
}

namespace Tracing.Otlp;

/// <summary>What became of a request.</summary>
public enum SendOutcome
{
    /// <summary>The receiver has it.</summary>
    Taken,

    /// <summary>The receiver is away or busy: the same request may succeed later.</summary>
    TryAgain,

    /// <summary>The receiver will never take this request.</summary>
    Refused,
}

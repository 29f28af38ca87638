namespace Tracing.Otlp;

/// <summary>The outcome of sending a request.</summary>
public enum SendOutcome
{
    /// <summary>The receiver has taken the request.</summary>
    Taken,

    /// <summary>The receiver is away or busy: the same request may succeed later.</summary>
    TryAgain,

    /// <summary>The receiver will never take this request.</summary>
    Refused,
}

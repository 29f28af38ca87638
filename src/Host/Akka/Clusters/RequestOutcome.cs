namespace Tracing.Hosting.Clusters;

/// <summary>The ways in which a request's trace can come out.</summary>
internal enum RequestOutcome
{
    /// <summary>Exact, with all spans.</summary>
    Exact,

    /// <summary>Exact: where a message found its node dead, its span says so.</summary>
    Undelivered,

    /// <summary>A killed node took spans or messages with it, and exactly those are named.</summary>
    Partial,

    /// <summary>The client was killed when it had written the request down, and nothing of it had come anywhere.</summary>
    Gone,

    /// <summary>Not as it must be.</summary>
    Wrong,
}

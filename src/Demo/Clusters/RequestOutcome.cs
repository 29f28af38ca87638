namespace Tracing.Demo.Clusters;

/// <summary>The ways in which a request's trace can come out.</summary>
internal enum RequestOutcome
{
    /// <summary>Exact, with all spans.</summary>
    Exact,

    /// <summary>Exact: where a message found its node dead, its span says so.</summary>
    Undelivered,

    /// <summary>A killed node took spans or messages with it, and exactly those are named.</summary>
    Partial,

    /// <summary>The client was killed before anything of the request was stored, and no other node had recorded any of
    /// it.</summary>
    Gone,

    /// <summary>Not as it must be.</summary>
    Wrong,
}

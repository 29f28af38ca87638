namespace Tracing.Demo.Clusters;

/// <summary>The judgement of one request's trace.</summary>
internal readonly record struct RequestVerdict(RequestOutcome Outcome, string? Why = null)
{
    public static RequestVerdict Exact => new(RequestOutcome.Exact);

    public static RequestVerdict Undelivered => new(RequestOutcome.Undelivered);

    public static RequestVerdict Gone => new(RequestOutcome.Gone);

    public static RequestVerdict Partial(string why) => new(RequestOutcome.Partial, why);

    public static RequestVerdict Wrong(string why) => new(RequestOutcome.Wrong, why);
}

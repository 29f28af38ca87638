namespace Tracing.Hosting.Query;

/// <summary>A parameter of a request that cannot be read, and what would do.</summary>
internal sealed record QueryFault(string Parameter, string Problem)
{
    public override string ToString() => $"parameter '{Parameter}': {Problem}";
}

using Tracing.TraceQl.Parsing;

namespace Tracing.Hosting.Query;

/// <summary>A parameter of a request that cannot be read, and what would do.</summary>
internal sealed record QueryFault(string Parameter, string Problem)
{
    /// <summary>Place in a query in TraceQL; null: the parameter has no places.</summary>
    public TraceQlFault? Place { get; init; }

    public override string ToString() => $"parameter '{Parameter}': {Problem}";
}

using Tracing.Trees;

namespace Tracing.TraceQl;

/// <summary>A query, and the spans that it selects by plain code.</summary>
internal sealed record AnyQuery(string Text, Func<TraceSpan[], int[]> Selects)
{
    public override string ToString() => Text;
}

using Tracing.Trees;

namespace Tracing.TraceQl;

/// <summary>A condition as a query writes it, and the same as plain code.</summary>
internal sealed record AnyForm(string Text, Func<TraceSpan[], int, bool> Holds);

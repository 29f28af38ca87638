namespace Tracing.Testing;

/// <summary>One span in a <see cref="Shape"/>.</summary>
/// <param name="Children">Indexes of its child spans; each is greater than the node's own.</param>
/// <param name="Span">The place of the span in its trace; negative in an expected shape, and where the span is missing.</param>
internal sealed record ShapeNode(string Name, bool IsDetached, int Depth, List<int> Children, int Span)
{
    /// <summary>The name that stands for a span which other spans name as their parent and which is not in the trace.</summary>
    public const string Missing = "?";
}

namespace Tracing.Closing;

/// <summary>Spans that are known to be missing from a trace.</summary>
/// <param name="Parent">The span whose children are missing, or the missing span that others name as their
/// parent.</param>
/// <param name="ParentIsHere">False when the parent itself is missing.</param>
/// <param name="Count">Number of announced children that are missing; for a missing parent, the number of children that
/// name it.</param>
public readonly record struct MissingSpans(SpanId Parent, bool ParentIsHere, int Count)
{
    public override string ToString() => ParentIsHere
        ? $"span {Parent} lacks {Count} of its children"
        : $"span {Parent} is missing, parent of {Count}";
}

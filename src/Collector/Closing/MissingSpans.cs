namespace Tracing.Closing;

/// <summary>Something that is known to be missing from a trace.</summary>
/// <param name="Parent">The span that says so: by having announced children, or by being named as a parent.</param>
/// <param name="ParentIsHere">False when the parent itself is what is missing.</param>
/// <param name="Count">Children that it announced and that are not in; or, of a missing parent, the children that name
/// it.</param>
public readonly record struct MissingSpans(SpanId Parent, bool ParentIsHere, int Count)
{
    public override string ToString() => ParentIsHere
        ? $"span {Parent} lacks {Count} of its children"
        : $"span {Parent} is missing, parent of {Count}";
}

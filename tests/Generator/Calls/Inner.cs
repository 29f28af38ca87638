namespace Tracing.Generator.Calls;

/// <summary>A decorated method that is called by another one.</summary>
internal static class Inner
{
    [Traced("inner")]
    public static Span? Call() => Span.Current;
}

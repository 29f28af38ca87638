namespace Tracing.Generator.Calls;

/// <summary>A decorated method that another one calls.</summary>
internal static class Inner
{
    [Traced("inner")]
    public static Span? Call() => Span.Current;
}

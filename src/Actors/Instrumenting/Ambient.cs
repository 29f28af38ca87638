namespace Tracing.Actors;

/// <summary>Under which span the running code sends: the one place where the instrumentation asks.</summary>
internal static class Ambient
{
    /// <summary>Null: what is sent carries no trace.</summary>
    public static Span? Span => Tracing.Span.Current is { } span && span.Context.IsValid ? span : null;
}

namespace Tracing.TraceQl.Parsing;

/// <summary>A place where a query cannot be read, and what was expected there.</summary>
/// <param name="Line">1 for the first line.</param>
/// <param name="Column">1 for the first character of the line.</param>
public sealed record TraceQlFault(int Line, int Column, string Problem)
{
    public override string ToString() => $"line {Line}, column {Column}: {Problem}";

    internal static TraceQlFault At(string text, int offset, string problem)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), problem);
    }
}

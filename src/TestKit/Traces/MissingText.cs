using Tracing.Closing;

namespace Tracing.Testing;

/// <summary>Lines that say what a trace still lacks, by the names of its spans.</summary>
internal static class MissingText
{
    /// <summary>Names of children that are listed for one missing parent.</summary>
    private const int MaxNames = 5;

    /// <param name="running">The names of spans that have started and not ended, by id.</param>
    public static IEnumerable<string> Of(ProbedTrace trace, IReadOnlyDictionary<SpanId, string> running) =>
        Gaps(trace, running).Concat(OpenEnded(trace)).Concat(Uncounted(trace)).Order(StringComparer.Ordinal);

    private static List<string> Gaps(ProbedTrace trace, IReadOnlyDictionary<SpanId, string> running)
    {
        var missing = trace.Completeness.Missing;
        var lines = new List<string>();
        var seen = new HashSet<SpanId>();
        foreach (var gap in missing.IsDefault ? [] : missing)
        {
            seen.Add(gap.Parent);
            lines.Add(gap.ParentIsHere
                ? Children(trace.Spans.First(span => span.Data.SpanId == gap.Parent), gap.Count)
                : Parent(trace, gap, running));
        }
        lines.AddRange(running.Where(span => !seen.Contains(span.Key)).Select(span => Running(span.Value)));
        return lines;
    }

    private static string Children(ProbedSpan parent, int lacks)
    {
        var caused = TraceText.Count(parent.Children ?? 0, "span");
        return $"{SpanText.Quoted(parent.Name)} caused {caused}, {lacks} of them {(lacks == 1 ? "is" : "are")} missing";
    }

    private static string Parent(ProbedTrace trace, MissingSpans gap, IReadOnlyDictionary<SpanId, string> running)
    {
        var children = trace.Spans.Where(span => span.Data.ParentSpanId == gap.Parent)
            .Select(span => SpanText.Quoted(span.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var names = string.Join(", ", children.Take(MaxNames)) + (children.Length > MaxNames ? ", …" : "");
        return running.TryGetValue(gap.Parent, out var name)
            ? $"{Running(name)}; its children so far: {names}"
            : $"the parent of {names} is missing";
    }

    private static IEnumerable<string> OpenEnded(ProbedTrace trace) => trace.Spans.Where(span => span.IsOpenEnded)
        .Select(span => $"{SpanText.Quoted(span.Name)} is open-ended: nobody knows how many spans it caused");

    private static string Running(string name) => $"{SpanText.Quoted(name)} is still running";

    private static IEnumerable<string> Uncounted(ProbedTrace trace) => trace.Spans.Where(span => span.Children is null)
        .Select(span => span.Name).Distinct(StringComparer.Ordinal)
        .Select(name => $"{SpanText.Quoted(name)} does not count what it causes");
}

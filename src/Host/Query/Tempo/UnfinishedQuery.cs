using Tracing.TraceQl;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Reads the query that a user is writing, such as <c>{ name = "buy" &amp;&amp; span.x = }</c>: conditions
/// that are not finished are left out.</summary>
internal static class UnfinishedQuery
{
    /// <returns>Null when nothing in it is finished.</returns>
    public static TraceQlQuery? Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (TraceQlQuery.TryParse(text, out _) is { } whole) return whole.IsMetrics ? null : whole;
        var (begin, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (begin < 0 || text.Length > TraceQlQuery.MaxLength) return null;
        var finished = text[(begin + 1)..(end > begin ? end : text.Length)].Split("&&")
            .Where(static part => !string.IsNullOrWhiteSpace(part)
                && TraceQlQuery.TryParse($"{{{part}}}", out _) is not null);
        return TraceQlQuery.TryParse($"{{{string.Join("&&", finished)}}}", out _);
    }
}

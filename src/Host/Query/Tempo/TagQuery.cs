using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Reads a search by tags: <c>tags=service.name=shop http.url="a b"</c>. A value is a part of the attribute,
/// in any case; all tags must be on one span.</summary>
internal static class TagQuery
{
    /// <returns>Null when the request has none of the parameters.</returns>
    public static TraceQuery? Read(QueryParameters reading, TempoQuery asked)
    {
        var (least, most) = (reading.Duration("minDuration"), reading.Duration("maxDuration"));
        var tags = reading.Text("tags");
        if (least is null && most is null && tags is null) return null;
        var conditions = ImmutableArray.CreateBuilder<AttributeCondition>();
        string? operation = null;
        foreach (var (key, value) in Pairs(tags ?? ""))
        {
            if (key == "name") operation = value;
            else if (AttributeCondition.TryCreate(key, AttributeOperator.Matches, $"(?i){Regex.Escape(value)}",
                AttributeScope.Any, out var problem) is { } condition)
                conditions.Add(condition);
            else reading.Report("tags", $"{key}: {problem}");
        }
        return new TraceQuery(Operation: operation, MinDurationNanos: least, MaxDurationNanos: most,
            Attributes: conditions.DrainToImmutable(), Limit: asked.Limit)
        {
            TraceFromUnixNanos = asked.Range.FromUnixNanos,
            TraceUntilUnixNanos = asked.Range.UntilUnixNanos,
            Order = TraceOrder.Newest,
        };
    }

    // Logfmt: pairs between spaces; a value with spaces is in quotes.
    private static IEnumerable<(string Key, string Value)> Pairs(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }
            var end = text.AsSpan(at).IndexOfAny(" =") is >= 0 and var length ? at + length : text.Length;
            var key = text[at..end];
            at = end;
            if (at == text.Length || text[at] == ' ')
            {
                yield return (key, "true");
                continue;
            }
            at++;
            yield return (key, Value(text, ref at));
        }
    }

    private static string Value(string text, ref int at)
    {
        var value = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '"';
        if (isQuoted) at++;
        for (; at < text.Length && text[at] != (isQuoted ? '"' : ' '); at++)
        {
            if (isQuoted && text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }
        at++;
        return value.ToString();
    }
}

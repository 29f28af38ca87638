using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracing.Finding;

/// <summary>Conditions as people write them: <c>http.status_code&gt;=500</c>, <c>resource:host.name=node-7</c>,
/// <c>event:exception.message=~time.*out</c>.</summary>
/// <remarks>
/// <c>true</c> and <c>false</c> are booleans, numbers are numbers, quotes make a text of anything, and an array or map
/// is JSON; <c>*=</c> compares with the elements of an array too. The first comparison in the text ends the name.
/// </remarks>
public static class ConditionText
{
    private const string Form = "must be name=value; comparisons are = != > >= < <= =~ !~ *=";

    // Longer ones first where one begins another.
    private static readonly ImmutableArray<(string Sign, AttributeOperator Operator)> _operators =
    [
        ("*=", AttributeOperator.Holds), ("=~", AttributeOperator.Matches),
        ("!~", AttributeOperator.NotMatches), ("!=", AttributeOperator.NotEqual),
        (">=", AttributeOperator.GreaterOrEqual), ("<=", AttributeOperator.LessOrEqual),
        ("=", AttributeOperator.Equal), (">", AttributeOperator.Greater), ("<", AttributeOperator.Less),
    ];

    private static readonly JsonSerializerOptions _compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="problem">What is wrong with the text; null: nothing.</param>
    public static AttributeCondition? TryParse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = Form;
        var at = text.AsSpan().IndexOfAny("=!<>");
        // An exclamation mark can be a part of a name.
        while (at >= 0 && text[at] == '!' && text.AsSpan(at + 1) is not ['=' or '~', ..])
        {
            var next = text.AsSpan(at + 1).IndexOfAny("=!<>");
            at = next < 0 ? -1 : at + 1 + next;
        }
        if (at > 1 && text[at] == '=' && text[at - 1] == '*') at--;
        if (at <= 0) return null;
        var (sign, compares) = _operators.First(one => text.AsSpan(at).StartsWith(one.Sign, StringComparison.Ordinal));
        var (scope, key) = Split(text[..at].Trim());
        var given = text[(at + sign.Length)..].Trim();
        var isPattern = compares is AttributeOperator.Matches or AttributeOperator.NotMatches;
        if (given.StartsWith('"'))
        {
            if (Unquote(given) is not { } unquoted)
            {
                problem = "has a quote that does not end, or an unknown escape";
                return null;
            }
            return AttributeCondition.TryCreate(key, compares, unquoted, scope, out problem);
        }
        return AttributeCondition.TryCreate(
            key, compares, isPattern ? TagValue.Of(given) : Typed(given), scope, out problem);
    }

    /// <summary>Reads a value as people write it: a boolean, a number, JSON of an array or map, or else a
    /// text.</summary>
    internal static TagValue Typed(string text)
    {
        if (text is "true" or "false") return text == "true";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (text.Length > 0 && (char.IsAsciiDigit(text[^1]) || text[^1] == '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
            return number;
        return text.StartsWith('[') || text.StartsWith('{') ? Compact(text) : text;
    }

    internal static string Write(AttributeCondition condition)
    {
        var scope = condition.Scope == AttributeScope.Any ? "" : ScopeName(condition.Scope) + ":";
        var sign = _operators.First(one => one.Operator == condition.Operator).Sign;
        var text = condition.Text;
        var isText = condition.Value.Kind == TagKind.String;
        var isPattern = condition.Operator is AttributeOperator.Matches or AttributeOperator.NotMatches;
        var isPlain = !text.StartsWith('"') && text == text.Trim()
            && (!isText || isPattern || Typed(text) == condition.Value);
        return $"{scope}{condition.Key}{sign}{(isPlain ? text : JsonSerializer.Serialize(text, _compact))}";
    }

    private static (AttributeScope Scope, string Key) Split(string name)
    {
        foreach (var scope in Enum.GetValues<AttributeScope>())
            if (scope != AttributeScope.Any && name.StartsWith(ScopeName(scope) + ":", StringComparison.Ordinal))
                return (scope, name[(ScopeName(scope).Length + 1)..]);
        return (AttributeScope.Any, name);
    }

    private static string ScopeName(AttributeScope scope) => scope switch
    {
        AttributeScope.Span => "span",
        AttributeScope.Resource => "resource",
        AttributeScope.Scope => "scope",
        AttributeScope.Event => "event",
        AttributeScope.Link => "link",
        _ => "",
    };

    private static string? Unquote(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Compact(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(_compact) ?? text;
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException)
        {
            // Not JSON, so a text; or JSON with one key twice, which no attribute has.
            return text;
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;

namespace Tracing.TraceQl;

/// <summary>Random queries for the world of AnySearch, each with a plain way to answer it.</summary>
internal static class AnyTraceQl
{
    private static readonly string[] _orders = ["<", "<=", ">", ">="];
    private static readonly string[] _equalities = ["=", "!="];
    private static readonly string[] _keys = ["k", "flag", "error", "host.name", "exception.type", "lib.mode", "event"];
    private static readonly string[] _scopes = ["", "span", "resource", "event", "link", "instrumentation"];

    private static Gen<AnyForm> Attribute { get; } =
        from scope in Gen.Elements(_scopes)
        from key in Gen.Elements(_keys)
        from value in Gen.Elements<object>(1L, 2L, 2.5, true, false, "1", "a", "b", "true", "node-1", "X", "exception", "a,b")
        from sign in Gen.Elements(value is bool ? _equalities : [.. _orders, "=", "=", "!="])
        select new AnyForm($"{scope}.{key} {sign} {Literal(value)}",
            (spans, at) => Compare(Values(spans[at], scope, key), sign, value));

    private static Gen<AnyForm> Presence { get; } =
        from scope in Gen.Elements(_scopes)
        from key in Gen.Elements(_keys)
        from sign in Gen.Elements("=", "!=")
        select new AnyForm($"{scope}.{key} {sign} nil", (spans, at) => (Values(spans[at], scope, key).Length == 0) == (sign == "="));

    private static Gen<AnyForm> Pattern { get; } =
        from scope in Gen.Elements(_scopes)
        from key in Gen.Elements(_keys)
        from pattern in Gen.Elements("a|X", "node-.*", ".", "c")
        select new AnyForm($"{scope}.{key} =~ \"{pattern}\"", (spans, at) => Values(spans[at], scope, key).SelectMany(Elements)
            .Any(value => value.Kind == TagKind.String && Regex.IsMatch($"{value}", $"^({pattern})$")));

    private static Gen<AnyForm> Intrinsic { get; } = Gen.OneOf(
        from name in Gen.Elements("buy", "pay", "POST /checkout")
        from isEqual in Gen.Elements(true, false)
        select new AnyForm($"name {(isEqual ? "=" : "!=")} \"{name}\"", (spans, at) => spans[at].Span.Name == name == isEqual),
        from service in Gen.Elements("shop", "bank", "a/b", "nobody")
        select new AnyForm($"resource.service.name = \"{service}\"", (spans, at) => spans[at].Service == service),
        from kind in Gen.Elements(SpanKind.Internal, SpanKind.Server, SpanKind.Client, SpanKind.Producer, SpanKind.Consumer)
        select new AnyForm($"kind = {kind.ToString().ToLowerInvariant()}", (spans, at) => spans[at].Span.Kind == kind),
        from status in Gen.Elements(SpanStatus.Unset, SpanStatus.Ok, SpanStatus.Error)
        from isEqual in Gen.Elements(true, true, false)
        select new AnyForm($"status {(isEqual ? "=" : "!=")} {status.ToString().ToLowerInvariant()}",
            (spans, at) => spans[at].Span.Status == status == isEqual),
        from seconds in Gen.Choose(0, 8)
        from sign in Gen.Elements("<", "<=", ">", ">=", "=")
        select new AnyForm($"duration {sign} {seconds}s", (spans, at) => IsInOrder(Seconds(spans[at]).CompareTo(seconds), sign)),
        from seconds in Gen.Choose(0, 20)
        from sign in Gen.Elements("<", "<=", ">", ">=", "=")
        select new AnyForm($"trace:duration {sign} {seconds}.0s", (spans, at) => IsInOrder(TraceSeconds(spans).CompareTo(seconds), sign)),
        from scope in Gen.Elements("my.lib", "none")
        select new AnyForm($"instrumentation:name = \"{scope}\"", (spans, at) => spans[at].Origin.ScopeName == scope));

    private static Gen<AnyForm> Simple { get; } = Gen.OneOf(Attribute, Attribute, Presence, Pattern, Intrinsic, Intrinsic);

    /// <summary>A condition of one to three parts.</summary>
    public static Gen<AnyForm> Condition { get; } = Gen.OneOf(
        Simple,
        from one in Simple
        from other in Simple
        select new AnyForm($"{one.Text} && {other.Text}", (spans, at) => one.Holds(spans, at) && other.Holds(spans, at)),
        from one in Simple
        from other in Simple
        from third in Simple
        select new AnyForm($"{one.Text} && ({other.Text} || {third.Text})",
            (spans, at) => one.Holds(spans, at) && (other.Holds(spans, at) || third.Holds(spans, at))),
        from one in Simple
        select new AnyForm($"!({one.Text})", (spans, at) => !one.Holds(spans, at)));

    public static Gen<AnyQuery> Query { get; } =
        from one in Condition
        from other in Condition
        from relation in Gen.Elements("", "", "&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~")
        from count in Gen.Elements(0, 0, 0, 1, 2, 3)
        let text = relation.Length == 0 ? $"{{ {one.Text} }}" : $"{{ {one.Text} }} {relation} {{ {other.Text} }}"
        select new AnyQuery(count == 0 ? text : $"{text} | count() >= {count}", spans =>
        {
            var selected = relation.Length == 0 ? Where(spans, one) : Related(spans, one, relation, other);
            return selected.Length >= count ? selected : [];
        });

    /// <summary>The spans that an operator between two conditions selects.</summary>
    public static int[] Related(TraceSpan[] spans, AnyForm left, string relation, AnyForm right) =>
        Related(spans, Where(spans, left), relation, Where(spans, right));

    private static int[] Where(TraceSpan[] spans, AnyForm condition) =>
        [.. Enumerable.Range(0, spans.Length).Where(at => condition.Holds(spans, at))];

    private static int[] Related(TraceSpan[] spans, int[] left, string relation, int[] right)
    {
        if (relation == "||") return [.. left.Union(right).Order()];
        if (relation == "&&") return left.Length > 0 && right.Length > 0 ? [.. left.Union(right).Order()] : [];
        var sign = relation.TrimStart('!', '&');
        if (relation[0] == '!') return [.. right.Where(at => !left.Any(other => IsRelated(spans, other, sign, at)))];
        var found = right.Where(at => left.Any(other => IsRelated(spans, other, sign, at)));
        if (relation[0] == '&') found = found.Union(left.Where(at => right.Any(other => IsRelated(spans, at, sign, other))));
        return [.. found.Order()];
    }

    private static bool IsRelated(TraceSpan[] spans, int left, string sign, int right) => sign switch
    {
        ">" => ParentOf(spans, right) == left,
        "<" => ParentOf(spans, left) == right,
        ">>" => Above(spans, right).Contains(left),
        "<<" => Above(spans, left).Contains(right),
        _ => left != right && !spans[left].Span.ParentSpanId.IsNone
            && spans[left].Span.ParentSpanId == spans[right].Span.ParentSpanId,
    };

    private static int ParentOf(TraceSpan[] spans, int at) => Array.FindIndex(spans, span => span.Span.SpanId == spans[at].Span.ParentSpanId);

    private static IEnumerable<int> Above(TraceSpan[] spans, int at)
    {
        for (var parent = ParentOf(spans, at); parent >= 0; parent = ParentOf(spans, parent)) yield return parent;
    }

    /// <summary>The values of an attribute of a span; without a scope those of the first place that has it.</summary>
    public static TagValue[] Values(TraceSpan traced, string scope, string key)
    {
        var span = traced.Span;
        TagValue[] First(IEnumerable<Tag> tags) => [.. tags.Where(tag => tag.Key == key).Select(tag => tag.Value).Take(1)];
        TagValue[] Of(string place) => place switch
        {
            "span" => First(span.Tags),
            "resource" => First(traced.Origin.ResourceTags()),
            "instrumentation" => First(traced.Origin.ScopeTags()),
            "event" => [.. span.Events.SelectMany(happened => First(happened.Tags))],
            _ => [.. span.Links.SelectMany(link => First(link.Tags))],
        };
        return scope.Length > 0 ? Of(scope) : new[] { "span", "resource", "event", "link", "instrumentation" }.Select(Of)
            .FirstOrDefault(values => values.Length > 0) ?? [];
    }

    public static IEnumerable<TagValue> Elements(TagValue value) =>
        value.Kind == TagKind.Array ? value.AsArray.ToArray() : [value];

    private static bool Compare(TagValue[] values, string sign, object wanted)
    {
        if (sign == "=") return values.SelectMany(Elements).Any(value => Order(value, wanted) == 0);
        if (sign == "!=") return values.Length > 0 && values.SelectMany(Elements).All(value => Order(value, wanted) is { } order && order != 0);
        return values.Any(value => Order(value, wanted) is { } order && IsInOrder(order, sign));
    }

    private static int? Order(TagValue value, object wanted) => (value.Kind, wanted) switch
    {
        (TagKind.Int or TagKind.Double, long or double) =>
            (value.AsInt + value.AsDouble).CompareTo(Convert.ToDouble(wanted, CultureInfo.InvariantCulture)),
        (TagKind.String, string text) => string.CompareOrdinal($"{value}", text),
        (TagKind.Bool, bool truth) => value.AsBool == truth ? 0 : 1,
        _ => null,
    };

    private static bool IsInOrder(int order, string sign) => sign switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        ">=" => order >= 0,
        _ => order == 0,
    };

    private static double Seconds(TraceSpan span) => Math.Max(0, (double)span.Span.EndUnixNanos - span.Span.StartUnixNanos) / 1e9;

    private static double TraceSeconds(TraceSpan[] spans) =>
        (spans.Max(span => Math.Max(span.Span.StartUnixNanos, span.Span.EndUnixNanos)) - spans.Min(span => span.Span.StartUnixNanos)) / 1e9;

    private static string Literal(object value) => value switch
    {
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}

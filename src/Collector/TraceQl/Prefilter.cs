using System.Buffers;
using System.Text.RegularExpressions;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl;

/// <summary>Derives from a TraceQL query what must be true of one span of each trace that matches, so that the indexes
/// of a store can leave out traces. It never leaves out a match.</summary>
internal static class Prefilter
{
    /// <summary>Conditions on attributes that a store is asked for.</summary>
    private const int MaxConditions = 8;

    // Those of ASCII that may be escaped in JSON.
    private static readonly SearchValues<char> _escaped = SearchValues.Create("\"\\&<>'+`");

    public static TraceQuery Of(Pipeline pipeline) => Of(pipeline.First);

    private static TraceQuery Of(SpansetExpression expression) => expression switch
    {
        Selector selector => Narrow(new TraceQuery(), selector.Where),
        WrappedPipeline wrapped => Of(wrapped.Inner.First),
        // A trace needs spans of both sides, but not the same span.
        SpansetOperation { Relation: SpanRelation.And } both => Better(Of(both.Left), Of(both.Right)),
        SpansetOperation { Relation: SpanRelation.Or } => new TraceQuery(),
        SpansetOperation { Form: RelationForm.Negated } negated => Of(negated.Right),
        SpansetOperation structural => Related(structural, Of(structural.Left), Of(structural.Right)),
        _ => new TraceQuery(),
    };

    // The spans of the lower side with what is known of the upper one, where both are single selectors.
    private static TraceQuery Related(SpansetOperation both, TraceQuery left, TraceQuery right)
    {
        if (both is not { Left: Selector, Right: Selector }) return Better(left, right);
        return both.Relation switch
        {
            SpanRelation.Child => Better(left, Below(right, left, isDirect: true)),
            SpanRelation.Descendant => Better(left, Below(right, left, isDirect: false)),
            SpanRelation.Parent => Better(Below(left, right, isDirect: true), right),
            SpanRelation.Ancestor => Better(Below(left, right, isDirect: false), right),
            _ => Better(left, right),
        };
    }

    private static TraceQuery Below(TraceQuery query, TraceQuery above, bool isDirect) => isDirect
        ? query with { Caller = above.Service, CallerOperation = above.Operation }
        : query with { AboveService = above.Service, AboveOperation = above.Operation };

    private static TraceQuery Better(TraceQuery one, TraceQuery other)
    {
        var better = Weight(one) > Weight(other) ? one : other;
        // What holds for the whole trace holds whichever span is looked for.
        return better with
        {
            MinDurationNanos = Most(one.MinDurationNanos, other.MinDurationNanos),
            MaxDurationNanos = Least(one.MaxDurationNanos, other.MaxDurationNanos),
            Completeness = one.Completeness ?? other.Completeness,
            OnlyErrors = one.Status == SpanStatus.Error || other.Status == SpanStatus.Error
                || one.OnlyErrors || other.OnlyErrors,
        };
    }

    // The values of an attribute are more selective than names, and names more than what all spans have.
    private static int Weight(TraceQuery query)
    {
        var weight = 0;
        foreach (var condition in query.Attributes.IsDefault ? [] : query.Attributes)
            weight += condition.Operator == AttributeOperator.Holds ? 16 : 4;
        weight += ((query.CallerOperation ?? query.AboveOperation) is null ? 0 : 8)
            + ((query.Caller ?? query.AboveService) is null ? 0 : 6);
        return weight + (query.Operation is null ? 0 : 8) + (query.Service is null ? 0 : 6)
            + (query.Status == SpanStatus.Error ? 7 : 0) + (query.Kind is null ? 0 : 1)
            + (query.ScopeName is null ? 0 : 2) + (query.MinSpanDurationNanos is null ? 0 : 2)
            + (query.MaxSpanDurationNanos is null ? 0 : 1);
    }

    private static TraceQuery Narrow(TraceQuery query, Expression condition)
    {
        if (condition is BinaryExpression { Operator: BinaryOperator.And } both)
            return Narrow(Narrow(query, both.Left), both.Right);
        if (condition is FieldExpression { Type: null } flag)
            return WithAttribute(query, flag.Field, BinaryOperator.Equal, TraceQlValue.Of(true));
        if (condition is not BinaryExpression compares || Operators.IsLogical(compares.Operator)) return query;
        return (compares.Left, compares.Right) switch
        {
            (FieldExpression field, LiteralExpression literal) =>
                With(query, field.Field, compares.Operator, literal.Value),
            (LiteralExpression literal, FieldExpression field) when compares.Pattern is null =>
                With(query, field.Field, Comparing.Turned(compares.Operator), literal.Value),
            _ => query,
        };
    }

    private static TraceQuery With(TraceQuery query, FieldReference field, BinaryOperator by, in TraceQlValue value) =>
        field.OfParent ? query
        : field.Scope == FieldScope.Intrinsic ? WithIntrinsic(query, field.Intrinsic, by, value)
        : WithAttribute(query, field, by, value);

    private static TraceQuery WithIntrinsic(
        TraceQuery query, Intrinsic intrinsic, BinaryOperator by, in TraceQlValue value)
    {
        if (intrinsic is Intrinsic.Duration or Intrinsic.TraceDuration)
            return WithDuration(query, intrinsic, by, value);
        if (by != BinaryOperator.Equal) return query;
        return intrinsic switch
        {
            Intrinsic.Name => query with { Operation = query.Operation ?? value.AsText },
            Intrinsic.Status when value.Kind == TraceQlKind.Status =>
                query with { Status = query.Status ?? value.AsStatus },
            Intrinsic.Kind when value.Kind == TraceQlKind.SpanKind =>
                query with { Kind = query.Kind ?? value.AsSpanKind },
            Intrinsic.InstrumentationName when value.AsText.Length > 0 =>
                query with { ScopeName = query.ScopeName ?? value.AsText },
            Intrinsic.Completeness => query with { Completeness = query.Completeness ?? KindOf(value.AsText) },
            _ => query,
        };
    }

    private static TraceQuery WithDuration(
        TraceQuery query, Intrinsic intrinsic, BinaryOperator by, in TraceQlValue value)
    {
        if (!value.IsNumber || double.IsNaN(value.AsDouble)) return query;
        // Rounded outwards: the exact look comes later.
        ulong? least = by is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual or BinaryOperator.Equal
            && value.AsDouble > 0 ? Nanos(Math.Floor(value.AsDouble * (1 - 1e-15)), value) : null;
        const double Longest = 9e18;
        ulong? most = by is BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal
            && value.AsDouble < Longest
            ? Nanos(Math.Ceiling(Math.Max(0, value.AsDouble * (1 + 1e-15))), value) : null;
        return intrinsic == Intrinsic.Duration
            ? query with
            {
                MinSpanDurationNanos = Most(query.MinSpanDurationNanos, least),
                MaxSpanDurationNanos = Least(query.MaxSpanDurationNanos, most),
            }
            : query with
            {
                MinDurationNanos = Most(query.MinDurationNanos, least),
                MaxDurationNanos = Least(query.MaxDurationNanos, most),
            };
    }

    private static ulong Nanos(double rounded, in TraceQlValue value) =>
        value.Kind == TraceQlKind.Float ? rounded >= ulong.MaxValue ? ulong.MaxValue : (ulong)rounded
        : (ulong)Math.Max(0, value.AsInt);

    private static TraceQuery WithAttribute(
        TraceQuery query, FieldReference field, BinaryOperator by, in TraceQlValue value)
    {
        // Only a value that is there can compare, except with nil.
        if (value.IsNil && by == BinaryOperator.Equal) return query;
        if (field.OfParent) return query;
        if (field is { Scope: FieldScope.Resource, Key: Resource.ServiceNameKey } && by == BinaryOperator.Equal
            && value.Kind == TraceQlKind.Text && value.AsText.Length > 0)
            return query with { Service = query.Service ?? value.AsText };
        if (query.Attributes is { IsDefault: false, Length: >= MaxConditions }) return query;
        var scope = field.Scope switch
        {
            FieldScope.Span => AttributeScope.Span,
            FieldScope.Resource => AttributeScope.Resource,
            FieldScope.Event => AttributeScope.Event,
            FieldScope.Link => AttributeScope.Link,
            FieldScope.Instrumentation => AttributeScope.Scope,
            _ => AttributeScope.Any,
        };
        var (compares, wanted) = Condition(by, value);
        return AttributeCondition.TryCreate(field.Key, compares, wanted, scope, out _) is { } condition
            ? query with { Attributes = [.. query.Attributes.IsDefault ? [] : query.Attributes, condition] }
            : query;
    }

    private static (AttributeOperator Compares, TagValue Value) Condition(BinaryOperator by, in TraceQlValue value)
    {
        // Integers and floats compare as numbers, and their texts are equal below this size, except for negative zero.
        const double MaxExact = 1e15;
        var isExact = value.AsDouble != 0 && Math.Abs(value.AsDouble) < MaxExact;
        TagValue? tag = value.Kind switch
        {
            TraceQlKind.Text => value.AsText,
            TraceQlKind.Bool => value.AsBool,
            TraceQlKind.Int or TraceQlKind.Duration when isExact => value.AsInt,
            TraceQlKind.Float when isExact => value.AsDouble,
            _ => null,
        };
        return (by, tag) switch
        {
            (BinaryOperator.Equal, { } wanted) => (AttributeOperator.Holds, wanted),
            (BinaryOperator.Matches, { AsString: { } pattern }) => (AttributeOperator.Matches, Weaker(pattern)),
            // Bytes and maps are in the order of their text here, and in no order for a store.
            (_, { Kind: TagKind.String }) => (AttributeOperator.Matches, ""),
            (BinaryOperator.Less, { } bound) => (AttributeOperator.Less, bound),
            (BinaryOperator.LessOrEqual, { } bound) => (AttributeOperator.LessOrEqual, bound),
            (BinaryOperator.Greater, { } bound) => (AttributeOperator.Greater, bound),
            (BinaryOperator.GreaterOrEqual, { } bound) => (AttributeOperator.GreaterOrEqual, bound),
            // An empty pattern matches each value.
            _ => (AttributeOperator.Matches, ""),
        };
    }

    // A pattern that an array matches too where one of its elements matches: for a store it is a text of JSON, in which
    // some characters are escaped.
    private static string Weaker(string pattern) => string.Join(@"[\s\S]*", PatternTexts.Of(pattern)
        .Where(static text => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.AsSpan().ContainsAny(_escaped))
        .Select(Regex.Escape));

    private static CompletenessKind? KindOf(string name)
    {
        foreach (var kind in Enum.GetValues<CompletenessKind>())
            if (string.Equals($"{kind}", name, StringComparison.OrdinalIgnoreCase))
                return kind;
        return null;
    }

    private static ulong? Most(ulong? one, ulong? other) =>
        one is null || other is null ? one ?? other : Math.Max(one.Value, other.Value);

    private static ulong? Least(ulong? one, ulong? other) =>
        one is null || other is null ? one ?? other : Math.Min(one.Value, other.Value);
}

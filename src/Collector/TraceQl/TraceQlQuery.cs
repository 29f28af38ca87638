using Tracing.Keeping;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Parsing;
using Tracing.TraceQl.Syntax;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl;

/// <summary>A query in TraceQL.</summary>
/// <remarks>Immutable, any thread. docs/traceql.md says what is supported.</remarks>
public sealed class TraceQlQuery
{
    /// <summary>The most characters of a query.</summary>
    public const int MaxLength = 16_384;

    private TraceQlQuery(string text, Pipeline pipeline, MetricsStage? metrics) =>
        (Text, Pipeline, Metrics) = (text, pipeline, metrics);

    public string Text { get; }

    /// <summary>True when the query asks for figures over time instead of traces.</summary>
    public bool IsMetrics => Metrics is not null;

    /// <summary>True when the query is one pair of braces and nothing else.</summary>
    public bool IsSelector => Metrics is null && Pipeline is { First: Selector, Stages.IsEmpty: true };

    /// <summary>True for the query <c>{}</c>.</summary>
    internal bool SelectsAll =>
        IsSelector && Pipeline.First is Selector { Where: LiteralExpression { Value.AsBool: true } };

    internal Pipeline Pipeline { get; }

    internal MetricsStage? Metrics { get; }

    /// <summary>The query <c>{}</c>, which finds every trace.</summary>
    public static TraceQlQuery All { get; } = new("{}", new Pipeline(Selector.All, []), null);

    /// <summary>Makes the query that selects the spans of one service.</summary>
    public static TraceQlQuery OfService(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var name = new FieldExpression(TraceQlField.ServiceName.Reference);
        var where = Is(TraceQlValue.Of(service));
        // The service of spans that tell none.
        if (service == SpanOrigin.UnknownService)
        {
            where = new(BinaryOperator.Or, where,
                new BinaryExpression(BinaryOperator.Or, Is(TraceQlValue.Nil), Is(TraceQlValue.Of(""))));
        }
        return new($"service {service}", new Pipeline(new Selector(where), []), null);

        BinaryExpression Is(TraceQlValue value) => new(BinaryOperator.Equal, name, new LiteralExpression(value));
    }

    /// <returns>Null: <paramref name="fault"/> says where the text cannot be read.</returns>
    public static TraceQlQuery? TryParse(string text, out TraceQlFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            fault = new TraceQlFault(1, 1, $"a query may have up to {MaxLength} characters");
            return null;
        }
        var lexer = new Lexer(text);
        var cursor = new ParseCursor(text, lexer.Read());
        var (pipeline, metrics) = new PipelineParser(cursor).ReadWhole();
        fault = lexer.Fault ?? cursor.Fault;
        return fault is null ? new TraceQlQuery(text, pipeline, metrics) : null;
    }

    /// <summary>Evaluates the query on a trace.</summary>
    /// <returns>Null when the trace does not match.</returns>
    public TraceQlMatch? Match(KeptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var view = new TraceView(trace);
        var sets = new PipelineEvaluator(view).Evaluate(Pipeline);
        return sets.IsEmpty ? null : new TraceQlMatch(view, sets, AnswerFields.Of(Pipeline));
    }

    public bool Matches(KeptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return !new PipelineEvaluator(new TraceView(trace)).Evaluate(Pipeline).IsEmpty;
    }

    /// <summary>The traces that match and may have a value of the field in a span that the query selects.</summary>
    internal TraceQlQuery Having(FieldReference field)
    {
        if (field.Scope == FieldScope.Intrinsic) return this;
        var has = new BinaryExpression(
            BinaryOperator.NotEqual, new FieldExpression(field), new LiteralExpression(TraceQlValue.Nil));
        SpansetExpression both = IsSelector && Pipeline.First is Selector selector
            ? new Selector(new BinaryExpression(BinaryOperator.And, selector.Where, has))
            : new SpansetOperation(
                SpanRelation.And, RelationForm.Plain, new WrappedPipeline(Pipeline), new Selector(has));
        return new($"{Text}, with {field.Text}", new Pipeline(both, []), null);
    }

    public override string ToString() => Text;
}

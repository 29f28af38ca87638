using Tracing.Keeping;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Parsing;
using Tracing.TraceQl.Syntax;

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

    internal Pipeline Pipeline { get; }

    internal MetricsStage? Metrics { get; }

    /// <summary>The query <c>{}</c>, which finds every trace.</summary>
    public static TraceQlQuery All { get; } = new("{}", new Pipeline(Selector.All, []), null);

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

    public override string ToString() => Text;
}

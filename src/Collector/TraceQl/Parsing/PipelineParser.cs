using System.Collections.Immutable;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Reads spansets, the operators between them, and the stages behind them.</summary>
/// <remarks>One owner. After a fault the result has no meaning.</remarks>
internal sealed class PipelineParser(ParseCursor cursor)
{
    private readonly ExpressionParser _expressions = new(cursor);

    /// <summary>Reads to the end of the query.</summary>
    public (Pipeline Pipeline, MetricsStage? Metrics) ReadWhole()
    {
        MetricsStage? metrics = null;
        var metricsParser = new MetricsParser(cursor, _expressions);
        var pipeline = ReadPipeline(metricsParser.IsNext);
        if (metricsParser.IsNext()) metrics = metricsParser.Read();
        if (cursor.AcceptWord("with")) SkipHints();
        if (!cursor.IsAtEnd)
        {
            cursor.FailHere(metrics is null
                ? "expected '|', the end of the query, or an operator between spansets: "
                    + "&& || > >> < << ~ and with ! or &"
                : "expected the end of the query");
        }
        return (pipeline, metrics);
    }

    private Pipeline ReadPipeline(Func<bool> isEnd)
    {
        var stages = ImmutableArray.CreateBuilder<Stage>();
        SpansetExpression first = Selector.All;
        if (cursor.Peek.Is("{") || cursor.Peek.Is("(")) first = ReadSpansets(1);
        // There is nothing yet that could be made one set.
        else if (!cursor.Peek.IsWord("coalesce") && ReadStage() is { } stage) stages.Add(stage);
        else cursor.FailHere("expected '{', as in { status = error }");
        while (cursor.Fault is null && cursor.Peek.Is("|"))
        {
            cursor.CountOperator(cursor.Take());
            if (isEnd()) break;
            if (ReadStage() is { } next) stages.Add(next);
            else
            {
                cursor.FailHere("expected '{', count(), avg(), max(), min(), sum(), by(), coalesce(), select() or "
                    + "a metrics function such as rate()");
            }
        }
        return new Pipeline(first, stages.DrainToImmutable());
    }

    private SpansetExpression ReadSpansets(int minLevel)
    {
        var left = ReadSpanset();
        while (Operators.TrySpansetOperator(cursor.Peek.Sign, out var relation, out var form, out var level)
            && level >= minLevel)
        {
            cursor.CountOperator(cursor.Take());
            left = new SpansetOperation(relation, form, left, ReadSpansets(level + 1));
        }
        return left;
    }

    private SpansetExpression ReadSpanset()
    {
        if (cursor.Accept("{")) return ReadSelector();
        if (!cursor.Accept("("))
        {
            cursor.FailHere("expected '{'");
            return Selector.All;
        }
        if (!cursor.Enter()) return Selector.All;
        var inner = ReadPipeline(static () => false);
        if (!cursor.Accept(")")) cursor.FailHere("expected ')', '|' or an operator between spansets");
        cursor.Leave();
        return inner.Stages.IsEmpty ? inner.First : new WrappedPipeline(inner);
    }

    private Selector ReadSelector()
    {
        if (cursor.Accept("}")) return Selector.All;
        var at = cursor.Peek;
        var where = _expressions.Read();
        if (cursor.Fault is not null) return Selector.All;
        if (!where.MayBeBool) cursor.Fail(at, "expected a condition, such as duration > 10ms");
        if (!cursor.Accept("}")) cursor.FailHere("expected '}' or an operator");
        return new Selector(where);
    }

    // Null: the next token does not begin a stage.
    private Stage? ReadStage()
    {
        var token = cursor.Peek;
        if (token.Is("{") || token.Is("(")) return new SpansetStage(ReadSpansets(1));
        if (token.Kind != TokenKind.Word) return null;
        switch (token.Text)
        {
            case "count" or "avg" or "max" or "min" or "sum": return ReadAggregate(cursor.Take());
            case "by":
                cursor.Take();
                cursor.Expect("(");
                var by = ReadArgument("by");
                cursor.Expect(")");
                return new GroupStage(cursor.TextSince(token), by);
            case "coalesce":
                cursor.Take();
                cursor.Expect("(");
                cursor.Expect(")");
                return new CoalesceStage();
            case "select":
                cursor.Take();
                cursor.Expect("(");
                var fields = FieldList.Read(cursor, _expressions);
                cursor.Expect(")");
                return new SelectStage(fields);
            default: return null;
        }
    }

    private AggregateStage ReadAggregate(in Token token)
    {
        var function = token.Text switch
        {
            "count" => AggregateFunction.Count,
            "avg" => AggregateFunction.Avg,
            "max" => AggregateFunction.Max,
            "min" => AggregateFunction.Min,
            _ => AggregateFunction.Sum,
        };
        cursor.Expect("(");
        var at = cursor.Peek;
        var of = function == AggregateFunction.Count ? null : ReadArgument(token.Text);
        if (of is { MayBeNumber: false }) cursor.Fail(at, $"{token.Text}() needs a number or a duration");
        cursor.Expect(")");
        var text = cursor.TextSince(token);
        if (!Operators.TryFieldOperator(cursor.Peek.Sign, out var compares, out var level) || level != 2
            || compares is BinaryOperator.Matches or BinaryOperator.NotMatches)
        {
            cursor.FailHere("expected a comparison: = != > >= < <=");
            return new AggregateStage(text, function, of, default, default);
        }
        cursor.CountOperator(cursor.Take());
        at = cursor.Peek;
        var wanted = _expressions.Read(ExpressionParser.ArithmeticLevel);
        if (cursor.Fault is null && (!wanted.MayBeNumber || wanted.Fields.Any()))
            cursor.Fail(at, "expected a number or a duration");
        var value = cursor.Fault is null ? SpanEvaluator.Constant(wanted) : default;
        return new AggregateStage(text, function, of, compares, value);
    }

    private Expression ReadArgument(string function)
    {
        var at = cursor.Peek;
        if (at.Is(")")) cursor.Fail(at, $"{function}() needs a field");
        var argument = _expressions.Read();
        if (cursor.Fault is null && !argument.Fields.Any()) cursor.Fail(at, $"{function}() needs a field of the span");
        return argument;
    }

    // Hints tell a server of many machines how to work; here there is nothing to choose.
    private void SkipHints()
    {
        cursor.Expect("(");
        do
        {
            if (cursor.Peek.Kind != TokenKind.Word) cursor.FailHere("expected the name of a hint");
            cursor.Take();
            cursor.Expect("=");
            if (cursor.Peek.Kind is not (TokenKind.Word or TokenKind.Literal)) cursor.FailHere("expected a value");
            cursor.Take();
        }
        while (cursor.Accept(","));
        cursor.Expect(")");
    }
}

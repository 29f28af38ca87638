using System.Collections.Frozen;
using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Reads the last stage of a metrics query.</summary>
/// <remarks>One owner. After a fault the result has no meaning.</remarks>
internal sealed class MetricsParser(ParseCursor cursor, ExpressionParser expressions)
{
    private const int MaxQuantiles = 10;

    private static readonly FrozenDictionary<string, MetricsFunction> _functions =
        new Dictionary<string, MetricsFunction>
        {
            ["rate"] = MetricsFunction.Rate,
            ["count_over_time"] = MetricsFunction.Count,
            ["sum_over_time"] = MetricsFunction.Sum,
            ["min_over_time"] = MetricsFunction.Min,
            ["max_over_time"] = MetricsFunction.Max,
            ["avg_over_time"] = MetricsFunction.Avg,
            ["quantile_over_time"] = MetricsFunction.Quantile,
            ["histogram_over_time"] = MetricsFunction.Histogram,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public bool IsNext() => cursor.Peek.Kind == TokenKind.Word && _functions.ContainsKey(cursor.Peek.Text);

    public MetricsStage Read()
    {
        var name = cursor.Take();
        var function = _functions[name.Text];
        cursor.Expect("(");
        Expression? of = null;
        ImmutableArray<double> quantiles = [];
        if (function is not (MetricsFunction.Rate or MetricsFunction.Count))
        {
            var at = cursor.Peek;
            of = expressions.Read(ExpressionParser.ArithmeticLevel);
            if (cursor.Fault is null && (!of.MayBeNumber || !of.Fields.Any()))
                cursor.Fail(at, $"{name.Text}() needs a field that is a number or a duration");
            if (function == MetricsFunction.Quantile) quantiles = ReadQuantiles();
        }
        cursor.Expect(")");
        ImmutableArray<FieldReference> by = [];
        if (cursor.AcceptWord("by"))
        {
            cursor.Expect("(");
            by = FieldList.Read(cursor, expressions);
            cursor.Expect(")");
        }
        return new MetricsStage(name.Text, function, of, quantiles, by, cursor.Accept("|") ? ReadTop() : null);
    }

    private ImmutableArray<double> ReadQuantiles()
    {
        var quantiles = ImmutableArray.CreateBuilder<double>();
        cursor.Expect(",");
        do
        {
            var token = cursor.Take();
            if (token.Value is not { IsNumber: true, AsDouble: >= 0 and <= 1 } value || quantiles.Count == MaxQuantiles)
                cursor.Fail(token, $"expected up to {MaxQuantiles} quantiles from 0 to 1, found {token}");
            else quantiles.Add(value.AsDouble);
        }
        while (cursor.Accept(","));
        return quantiles.DrainToImmutable();
    }

    private int? ReadTop()
    {
        var sign = cursor.AcceptWord("topk") ? 1 : cursor.AcceptWord("bottomk") ? -1 : 0;
        if (sign == 0)
        {
            cursor.FailHere("expected topk() or bottomk()");
            return null;
        }
        cursor.Expect("(");
        var count = cursor.Take();
        if (count.Value is not { Kind: TraceQlKind.Int, AsInt: > 0 and <= 1_000 })
            cursor.Fail(count, $"expected a number from 1 to 1000, found {count}");
        cursor.Expect(")");
        return sign * (int)count.Value.AsInt;
    }
}

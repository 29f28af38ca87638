using System.Collections.Immutable;
using System.Text;
using Tracing.Figures.OverTime;
using Tracing.TraceQl.Syntax;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl.Figures;

/// <summary>Answers metrics queries from figures over time, where these hold all that the query needs. docs/traceql.md
/// says which queries that are.</summary>
internal static class FigureShortcut
{
    private const ulong MinuteNanos = 60_000_000_000;
    private const string ActorTypeKey = "akka.actor.type";

    // TraceQL takes it for no name.
    private const string UnknownService = SpanOrigin.UnknownService;

    /// <returns>Null: the query needs the spans.</returns>
    public static FigureQuery? Of(TraceQlQuery query, TraceQlSteps steps, DateTimeOffset now)
    {
        if (query.Metrics is not { } stage || query.Pipeline is not { First: Selector selector, Stages.IsEmpty: true }
            || steps.FromUnixNanos % MinuteNanos != 0 || steps.StepNanos % MinuteNanos != 0
            || (stage.Of is not null && stage.Of is not FieldExpression
            {
                Field: { Intrinsic: Intrinsic.Duration, OfParent: false },
            }))
            return null;
        var by = FigureGroups.None;
        foreach (var field in stage.By)
        {
            if (GroupOf(field) is not { } group) return null;
            by |= group;
        }
        var asked = new FigureQuery((long)(steps.FromUnixNanos / MinuteNanos),
            (long)(steps.UntilUnixNanos / MinuteNanos), (long)(steps.StepNanos / MinuteNanos), by);
        var oldest = FigureWindow.MinuteOf(now - FigureWindow.MinutesKept);
        if (asked.Level == FigureLevel.Minute && asked.FromMinute < oldest) return null;
        return Narrow(asked, selector.Where);
    }

    /// <summary>Tells whether an answer holds all that the query asks for.</summary>
    public static bool IsWhole(FigureAnswer answer, FigureQuery asked) =>
        !answer.IsDamaged && !answer.Table.IsOverflowed && answer.SinceMinute <= asked.FromMinute
        && !answer.Table.Rows.Any(static row => row.Series.Service == UnknownService
            || IsCut(row.Series.Service) || IsCut(row.Series.Operation) || IsCut(row.Series.ActorType));

    public static void Add(FigureAnswer answer, FigureQuery asked, MetricsStage stage, SeriesTable table)
    {
        foreach (var row in answer.Table.Rows)
        {
            ImmutableArray<TraceQlValue> by = [.. stage.By.Select(field => ValueOf(field, row.Series))];
            table.Add(by, (int)((row.Minute - asked.FromMinute) / asked.StepMinutes), row.Cell);
        }
    }

    private static FigureQuery? Narrow(FigureQuery asked, Expression condition) => condition switch
    {
        LiteralExpression { Value: { Kind: TraceQlKind.Bool, AsBool: true } } => asked,
        BinaryExpression { Operator: BinaryOperator.And } both =>
            Narrow(asked, both.Left) is { } narrowed ? Narrow(narrowed, both.Right) : null,
        BinaryExpression { Left: FieldExpression field, Right: LiteralExpression literal } compares =>
            With(asked, field.Field, compares.Operator, literal.Value),
        _ => null,
    };

    private static FigureQuery? With(FigureQuery asked, FieldReference field, BinaryOperator by, in TraceQlValue value)
    {
        if (field is { Intrinsic: Intrinsic.Status, OfParent: false } && value.Kind == TraceQlKind.Status
            && value.AsStatus == SpanStatus.Error && asked.HasFailed is null)
        {
            return by switch
            {
                BinaryOperator.Equal => asked with { HasFailed = true },
                BinaryOperator.NotEqual => asked with { HasFailed = false },
                _ => null,
            };
        }
        if (by != BinaryOperator.Equal || GroupOf(field) is not { } group) return null;
        if (group == FigureGroups.Kind)
        {
            return value.Kind == TraceQlKind.SpanKind && asked.Kinds.IsEmpty
                ? asked with { Kinds = [value.AsSpanKind] } : null;
        }
        var text = value.AsText;
        if (value.Kind != TraceQlKind.Text || Encoding.UTF8.GetByteCount(text) >= FigureSeries.MaxNameBytes)
            return null;
        return group switch
        {
            FigureGroups.Service when asked.Services.IsEmpty && text != UnknownService =>
                asked with { Services = [text] },
            FigureGroups.Operation when asked.Operation is null => asked with { Operation = text },
            FigureGroups.ActorType when asked.ActorType is null && text.Length > 0 => asked with { ActorType = text },
            _ => null,
        };
    }

    private static FigureGroups? GroupOf(FieldReference field) => field switch
    {
        { OfParent: true } => null,
        { Scope: FieldScope.Intrinsic, Intrinsic: Intrinsic.Name } => FigureGroups.Operation,
        { Scope: FieldScope.Intrinsic, Intrinsic: Intrinsic.Kind } => FigureGroups.Kind,
        { Scope: FieldScope.Resource, Key: Resource.ServiceNameKey } => FigureGroups.Service,
        { Scope: FieldScope.Span, Key: ActorTypeKey } => FigureGroups.ActorType,
        _ => null,
    };

    private static TraceQlValue ValueOf(FieldReference field, FigureSeries series) => GroupOf(field) switch
    {
        FigureGroups.Operation => TraceQlValue.Of(series.Operation),
        FigureGroups.Kind => TraceQlValue.Of(series.Kind),
        FigureGroups.Service => TraceQlValue.Of(series.Service),
        FigureGroups.ActorType => TraceQlValue.Of(series.ActorType.Length == 0 ? null : series.ActorType),
        _ => TraceQlValue.Nil,
    };

    // A long name is cut, so it may stand for several.
    private static bool IsCut(string name) => name.Length >= FigureSeries.MaxNameBytes / 4
        && Encoding.UTF8.GetByteCount(name) >= FigureSeries.MaxNameBytes - 3;
}

using System.Collections.Immutable;
using System.Text;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.TraceQl.Figures;

/// <summary>Reduces spans to the fields that a metrics query reads, and evaluates the query on what is left. It is for
/// queries whose answer follows from each span by itself, and whose selector does not ask for times.</summary>
/// <remarks>Immutable, any thread.</remarks>
internal sealed class ReducedSpans
{
    private readonly Pipeline _pipeline;
    private readonly MetricsStage _stage;
    private readonly ImmutableArray<byte[]> _spanKeys, _eventKeys, _linkKeys;
    private readonly ImmutableHashSet<Intrinsic> _intrinsics;
    private readonly bool _isOfDuration;

    private ReducedSpans(Pipeline pipeline, MetricsStage stage, IReadOnlyCollection<FieldReference> fields)
    {
        (_pipeline, _stage) = (pipeline, stage);
        (_spanKeys, _eventKeys, _linkKeys) = (Keys(FieldScope.Span), Keys(FieldScope.Event), Keys(FieldScope.Link));
        _intrinsics = [.. fields.Select(static field => field.Intrinsic)];
        _isOfDuration = IsDuration(stage.Of);

        ImmutableArray<byte[]> Keys(FieldScope scope) =>
        [
            .. fields.Where(field => field.Scope == scope || field.Scope == FieldScope.None)
                .Select(static field => Encoding.UTF8.GetBytes(field.Key)),
        ];
    }

    /// <returns>Null: the query needs whole traces, or times of spans.</returns>
    public static ReducedSpans? Of(Pipeline pipeline, MetricsStage stage)
    {
        if (pipeline is not { First: Selector selector, Stages.IsEmpty: true }) return null;
        FieldReference[] fields =
            [.. selector.Where.Fields, .. stage.By, .. IsDuration(stage.Of) ? [] : stage.Of?.Fields ?? []];
        return fields.All(IsOfSpanAlone) ? new ReducedSpans(pipeline, stage, fields) : null;
    }

    /// <summary>The variants of the spans in these traces.</summary>
    public SpanVariants<SpanVariant> In(PackedTraces traces) => new(traces, Evaluate);

    private static bool IsDuration(Expression? expression) =>
        expression is FieldExpression { Field: { Intrinsic: Intrinsic.Duration, OfParent: false } };

    private static bool IsOfSpanAlone(FieldReference field) => !field.OfParent && !field.IsOfTrace
        && (field.Scope == FieldScope.Intrinsic || field.Key.Length > 0)
        // The replacement character stands for bytes that are not in the text.
        && !field.Key.Contains('\uFFFD', StringComparison.Ordinal)
        && field.Intrinsic is Intrinsic.None or Intrinsic.Name or Intrinsic.Status or Intrinsic.StatusMessage
            or Intrinsic.Kind or Intrinsic.EventName or Intrinsic.InstrumentationName or Intrinsic.InstrumentationVersion;

    /// <summary>True for a field of a span that the query reads.</summary>
    public bool Reads(ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        return reader.Next() && reader.Field switch
        {
            // The sampling threshold is in it.
            F.Span.TraceState => true,
            F.Span.Name => _intrinsics.Contains(Intrinsic.Name),
            F.Span.Kind => _intrinsics.Contains(Intrinsic.Kind),
            F.Span.Status => _intrinsics.Contains(Intrinsic.Status) || _intrinsics.Contains(Intrinsic.StatusMessage),
            F.Span.Events => _intrinsics.Contains(Intrinsic.EventName) || HasKey(field, _eventKeys),
            F.Span.Attributes => HasKey(field, _spanKeys),
            F.Span.Links => HasKey(field, _linkKeys),
            _ => false,
        };
    }

    private static bool HasKey(ReadOnlySpan<byte> field, ImmutableArray<byte[]> keys)
    {
        foreach (var key in keys)
            if (field.IndexOf(key) >= 0)
                return true;
        return false;
    }

    /// <param name="fields">The fields of a span that the query reads.</param>
    private SpanVariant Evaluate(byte[] fields, SpanOrigin origin)
    {
        var span = new RawSpan(default, default, default, 0, 0, RawSpan.Uncounted, RawSpanFacts.None, fields, origin);
        var view = new TraceView(KeptTrace.Of(new ClosedTrace(default, 0, Completeness.Settled, [span], 0, default)));
        if (new PipelineEvaluator(view).Evaluate(_pipeline).IsEmpty) return SpanVariant.NotSelected;
        var reader = new FieldReader(view);
        return new SpanVariant(true, [.. _stage.By.Select(field => reader.Read(field, 0))],
            _isOfDuration ? null
                : _stage.Of is null ? TraceQlValue.Nil : new SpanEvaluator(reader).Evaluate(_stage.Of, 0),
            SamplingThreshold.WeightOf(view.Spans[0].Span.TraceState));
    }
}

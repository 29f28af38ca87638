using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl;

/// <summary>The fields of a span that an answer shows: those that the query names.</summary>
internal static class AnswerFields
{
    public static ImmutableArray<FieldReference> Of(Pipeline pipeline) =>
    [
        .. FieldsOf(pipeline).Where(static field => !field.IsOfTrace && !field.OfParent
            && field.Intrinsic is not (Intrinsic.Name or Intrinsic.Duration))
            .DistinctBy(static field => field.AnswerKey),
    ];

    /// <summary>All fields of a pipeline.</summary>
    public static IEnumerable<FieldReference> FieldsOf(Pipeline pipeline) =>
        FieldsOf(pipeline.First).Concat(pipeline.Stages.SelectMany(FieldsOf));

    private static IEnumerable<FieldReference> FieldsOf(Stage stage) => stage switch
    {
        SpansetStage spanset => FieldsOf(spanset.Kept),
        AggregateStage aggregate => aggregate.Of?.Fields ?? [],
        GroupStage group => group.By.Fields,
        SelectStage select => select.Fields,
        _ => [],
    };

    private static IEnumerable<FieldReference> FieldsOf(SpansetExpression expression) => expression switch
    {
        Selector selector => selector.Where.Fields,
        SpansetOperation operation => FieldsOf(operation.Left).Concat(FieldsOf(operation.Right)),
        WrappedPipeline wrapped => FieldsOf(wrapped.Inner),
        _ => [],
    };
}

using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Evaluates a pipeline on one trace.</summary>
/// <remarks>One owner.</remarks>
internal sealed class PipelineEvaluator(TraceView trace)
{
    /// <summary>Sets that grouping makes of one trace; spans with further values are left out.</summary>
    private const int MaxGroups = 1_000;

    private readonly SpanEvaluator _spans = new(new FieldReader(trace));

    /// <returns>None when the trace does not match.</returns>
    public ImmutableArray<SpanGroup> Evaluate(Pipeline pipeline)
    {
        var all = new bool[trace.Spans.Length];
        Array.Fill(all, true);
        return Evaluate(pipeline, all);
    }

    private ImmutableArray<SpanGroup> Evaluate(Pipeline pipeline, bool[] of)
    {
        var groups = GroupOf(Select(pipeline.First, of), []);
        foreach (var stage in pipeline.Stages)
        {
            if (groups.IsEmpty) break;
            groups = Apply(stage, groups);
        }
        return groups;
    }

    private ImmutableArray<SpanGroup> Apply(Stage stage, ImmutableArray<SpanGroup> groups) => stage switch
    {
        SpansetStage { Kept: Selector selector } => [.. groups.SelectMany(group => Keep(selector, group))],
        SpansetStage { Kept: var kept } =>
            [.. groups.SelectMany(group => GroupOf(Select(kept, MaskOf([group])), group.Attributes))],
        AggregateStage aggregate => [.. groups.SelectMany(group => Filter(aggregate, group))],
        GroupStage by => [.. groups.SelectMany(group => Split(by, group))],
        CoalesceStage => GroupOf(MaskOf(groups), []),
        _ => groups,
    };

    private IEnumerable<SpanGroup> Keep(Selector selector, SpanGroup group)
    {
        ImmutableArray<int> kept = [.. group.Spans.Where(span => _spans.IsTrue(selector.Where, span))];
        return kept.IsEmpty ? [] : [group with { Spans = kept }];
    }

    private IEnumerable<SpanGroup> Filter(AggregateStage stage, SpanGroup group)
    {
        var value = stage.Of is null
            ? TraceQlValue.Of((long)group.Spans.Length)
            : Aggregates.Of(stage.Function, stage.Of, group.Spans.Select(span => _spans.Evaluate(stage.Of, span)));
        return Comparing.Compare(stage.Comparison, value, stage.Value)
            ? [group with { Attributes = group.Attributes.Add((stage.Text, value)) }] : [];
    }

    private IEnumerable<SpanGroup> Split(GroupStage by, SpanGroup group)
    {
        var split = new OrderedDictionary<TraceQlValue, List<int>>();
        foreach (var span in group.Spans)
        {
            var value = _spans.Evaluate(by.By, span);
            if (!split.TryGetValue(value, out var spans))
            {
                if (split.Count == MaxGroups) continue;
                split.Add(value, spans = []);
            }
            spans.Add(span);
        }
        return split.Select(part => new SpanGroup([.. part.Value], group.Attributes.Add((by.Text, part.Key))));
    }

    private bool[] Select(SpansetExpression expression, bool[] of)
    {
        switch (expression)
        {
            case Selector selector:
                var selected = new bool[of.Length];
                for (var span = 0; span < of.Length; span++)
                    selected[span] = of[span] && _spans.IsTrue(selector.Where, span);
                return selected;
            case WrappedPipeline wrapped: return MaskOf(Evaluate(wrapped.Inner, of));
            case SpansetOperation operation:
                return Join(operation, Select(operation.Left, of), Select(operation.Right, of));
            default: return of;
        }
    }

    private bool[] Join(SpansetOperation operation, bool[] left, bool[] right)
    {
        var isNegated = operation.Form == RelationForm.Negated;
        bool hasLeft = left.Contains(true), hasRight = right.Contains(true);
        switch (operation.Relation)
        {
            case SpanRelation.Or: return Union(left, right);
            case SpanRelation.And: return hasLeft && hasRight ? Union(left, right) : new bool[left.Length];
        }
        if (!hasRight || (!hasLeft && !isNegated)) return new bool[left.Length];
        if (!hasLeft) return right;
        var related = trace.Structure.Related(operation.Relation, left, right);
        if (operation.Form == RelationForm.Union)
            return Union(trace.Structure.Related(Inverse(operation.Relation), right, left), related);
        if (!isNegated) return related;
        for (var span = 0; span < right.Length; span++) related[span] = right[span] && !related[span];
        return related;
    }

    private static SpanRelation Inverse(SpanRelation relation) => relation switch
    {
        SpanRelation.Child => SpanRelation.Parent,
        SpanRelation.Parent => SpanRelation.Child,
        SpanRelation.Descendant => SpanRelation.Ancestor,
        SpanRelation.Ancestor => SpanRelation.Descendant,
        _ => relation,
    };

    private static bool[] Union(bool[] one, bool[] other)
    {
        var union = new bool[one.Length];
        for (var span = 0; span < union.Length; span++) union[span] = one[span] || other[span];
        return union;
    }

    private bool[] MaskOf(ImmutableArray<SpanGroup> groups)
    {
        var mask = new bool[trace.Spans.Length];
        foreach (var group in groups)
            foreach (var span in group.Spans)
                mask[span] = true;
        return mask;
    }

    private static ImmutableArray<SpanGroup> GroupOf(
        bool[] mask, ImmutableArray<(string Name, TraceQlValue Value)> attributes)
    {
        var spans = ImmutableArray.CreateBuilder<int>();
        for (var span = 0; span < mask.Length; span++)
            if (mask[span])
                spans.Add(span);
        return spans.Count == 0 ? [] : [new SpanGroup(spans.DrainToImmutable(), attributes)];
    }
}

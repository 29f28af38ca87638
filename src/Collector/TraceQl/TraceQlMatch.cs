using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl;

/// <summary>A trace that matches a query, with the spans that it selects.</summary>
/// <remarks>One owner.</remarks>
public sealed class TraceQlMatch
{
    private readonly TraceView _view;
    private readonly FieldReader _reader;
    private readonly ImmutableArray<FieldReference> _fields;

    internal TraceQlMatch(TraceView view, ImmutableArray<SpanGroup> groups, ImmutableArray<FieldReference> fields)
    {
        (_view, _fields, _reader) = (view, fields, new FieldReader(view));
        Spansets = [.. groups.Select(group => new TraceQlSpanset(this, group))];
    }

    public KeptTrace Trace => _view.Trace;

    /// <summary>At least one; several when the query groups.</summary>
    public ImmutableArray<TraceQlSpanset> Spansets { get; }

    /// <summary>The selected spans as they arrived.</summary>
    /// <param name="withAncestors">True: also the spans above them, so that they form a tree.</param>
    public ImmutableArray<RawSpan> Selected(bool withAncestors)
    {
        var selected = new bool[Trace.Raw.Length];
        foreach (var index in Indexes)
        {
            // What is above a span that is in already is in as well.
            for (var span = index; span >= 0 && !selected[span];)
            {
                selected[span] = true;
                span = withAncestors ? _view.Structure.ParentOf(span) : -1;
            }
        }
        return [.. Trace.Raw.Where((_, at) => selected[at])];
    }

    internal IEnumerable<int> Indexes => Spansets.SelectMany(static set => set.Indexes);

    internal TraceQlValue Read(FieldReference field, int span) => _reader.Read(field, span);

    internal ImmutableArray<Tag> ResourceTags(SpanOrigin origin) => _view.ResourceTags(origin);

    internal ImmutableArray<Tag> ScopeTags(SpanOrigin origin) => _view.ScopeTags(origin);

    internal TraceSpan SpanAt(int index) => _view.Spans[index];

    internal IEnumerable<(string Name, TraceQlValue Value)> FieldsOf(int span)
    {
        foreach (var field in _fields)
            if (_reader.Read(field, span) is { IsNil: false } value)
                yield return (field.AnswerKey, value);
    }
}

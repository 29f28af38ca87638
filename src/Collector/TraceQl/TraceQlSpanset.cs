using System.Collections.Immutable;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;

namespace Tracing.TraceQl;

/// <summary>A set of spans that a query selects in one trace.</summary>
/// <remarks>One owner.</remarks>
public sealed class TraceQlSpanset
{
    private readonly TraceQlMatch _match;
    private readonly SpanGroup _group;

    internal TraceQlSpanset(TraceQlMatch match, SpanGroup group) => (_match, _group) = (match, group);

    /// <summary>Number of spans, at least one.</summary>
    public int Count => _group.Spans.Length;

    /// <summary>The values of aggregates and groups, such as <c>count()</c>.</summary>
    public ImmutableArray<(string Name, TraceQlValue Value)> Attributes => _group.Attributes;

    internal ImmutableArray<int> Indexes => _group.Spans;

    /// <summary>The spans, in the order of the trace.</summary>
    public IEnumerable<TraceSpan> Spans => _group.Spans.Select(_match.SpanAt);

    /// <summary>The values of the fields that the query names, for one of the spans.</summary>
    /// <param name="index">Number of the span in <see cref="Spans"/>.</param>
    public IEnumerable<(string Name, TraceQlValue Value)> FieldsOf(int index) => _match.FieldsOf(_group.Spans[index]);
}

using Tracing.Closing;
using Tracing.Testing;
using Tracing.Trees;

namespace Tracing.Actors;

/// <summary>A closed trace in a form that is easy to assert on.</summary>
public sealed class TracedOutcome(ProbedTrace trace)
{
    private readonly TraceSpan[] _spans = [.. trace.Spans.Select(s => s.Source)];

    public Completeness Completeness => trace.Completeness;

    public IReadOnlyList<TraceSpan> All => _spans;

    public TraceSpan Span(string name) => Assert.Single(_spans, s => s.Span.Name == name);

    public IReadOnlyList<TraceSpan> Named(string name) => [.. _spans.Where(s => s.Span.Name == name)];

    /// <summary>The tree as indented names, children ordered by name: <c>test(A B(C))</c>.</summary>
    public string Shape()
    {
        return string.Join(' ', _spans.Where(s => s.Span.ParentSpanId.IsNone
            || _spans.All(other => other.Span.SpanId != s.Span.ParentSpanId)).Select(Below).Order(StringComparer.Ordinal));

        string Below(TraceSpan span)
        {
            var children = _spans.Where(s => s.Span.ParentSpanId == span.Span.SpanId).Select(Below)
                .Order(StringComparer.Ordinal).ToArray();
            return children.Length == 0 ? span.Span.Name : $"{span.Span.Name}({string.Join(' ', children)})";
        }
    }

    /// <summary>0 when it closed; more when late spans joined it.</summary>
    public int Revision => trace.Revision;

    public TraceId TraceId => trace.TraceId;

    public TracedOutcome MustBeExact()
    {
        trace.MustBeExact();
        return this;
    }
}

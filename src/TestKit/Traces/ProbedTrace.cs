using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Trees;

namespace Tracing.Testing;

/// <summary>A whole trace, with assertions on it.</summary>
/// <remarks>
/// Immutable. Each assertion returns the trace, so that they can be chained, or throws a
/// <see cref="TraceAssertionException"/> whose text shows the tree and what differs.
/// </remarks>
public sealed class ProbedTrace
{
    private readonly ImmutableDictionary<SpanId, string> _running;

    internal ProbedTrace(TraceId traceId, Completeness completeness, ImmutableArray<TraceSpan> spans, int revision = 0,
        bool isOpen = false, ImmutableDictionary<SpanId, string>? running = null)
    {
        (TraceId, Completeness, Revision, IsOpen) = (traceId, completeness, revision, isOpen);
        _running = running ?? ImmutableDictionary<SpanId, string>.Empty;
        Spans = Plant(TraceTree.Of(spans));
        // Of a root that still runs the name is known, and nothing else.
        var root = Tree.Roots.Select(at => Tree.Nodes[at]).FirstOrDefault(node => node.Span < 0
            ? node.Name != ShapeNode.Missing
            : Spans[node.Span].Data.ParentSpanId.IsNone);
        Name = root?.Name ?? Spans.FirstOrDefault()?.Name ?? "";
    }

    public TraceId TraceId { get; }

    /// <summary>The name of the root span; of the first span where there is no root.</summary>
    public string Name { get; }

    /// <summary>All spans: each before those that it caused, siblings in the order in which they started.</summary>
    public ImmutableArray<ProbedSpan> Spans { get; }

    public Completeness Completeness { get; }

    /// <summary>0 when the trace closed; one more with each arrival of late spans.</summary>
    public int Revision { get; }

    /// <summary>The trace as one line, siblings in the order of their names; <see cref="HasShape"/> takes such a line.</summary>
    public string Shape => ShapeText.Of(Tree.Sorted());

    internal Shape Tree { get; } = new();

    /// <summary>The collector waits for more of its spans.</summary>
    internal bool IsOpen { get; }

    /// <summary>The only span with this name.</summary>
    public ProbedSpan Span(string name)
    {
        var spans = SpansNamed(name);
        return spans.Length == 1 ? spans[0] : throw Fail(spans.IsEmpty
            ? $"has no span {SpanText.Quoted(name)}"
            : $"has {spans.Length} spans {SpanText.Quoted(name)}, 1 was expected");
    }

    public ImmutableArray<ProbedSpan> SpansNamed(string name) => [.. Spans.Where(span => span.Name == name)];

    /// <summary>Every span that was announced is in, and the collector knows it.</summary>
    public ProbedTrace MustBeExact() => Completeness.Kind == CompletenessKind.Exact
        ? this
        : throw Fail($"is {TraceText.Kind(Completeness)}, not exact", [.. Missing()]);

    /// <summary>The spans' names as a tree, such as <c>buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))</c>; siblings in
    /// any order.</summary>
    /// <param name="expected">A comma separates siblings where spaces leave it open; a name with parentheses stands in
    /// quotes; <c>~</c> before a name is a detached span, <c>×3</c> or <c>*3</c> behind one are three of them.</param>
    /// <exception cref="ArgumentException">The text is no shape.</exception>
    public ProbedTrace HasShape(string expected) => CompareShape(expected, inOrder: false);

    /// <summary>Asserts the shape like <see cref="HasShape"/>, with siblings in the order in which they started.</summary>
    public ProbedTrace HasShapeInOrder(string expected) => CompareShape(expected, inOrder: true);

    /// <summary>At least one span with this name.</summary>
    public ProbedTrace HasSpan(string name) =>
        SpansNamed(name).IsEmpty ? throw Fail($"has no span {SpanText.Quoted(name)}") : this;

    /// <summary>A number of spans with this name; 0: none.</summary>
    public ProbedTrace HasSpans(string name, int count)
    {
        var found = SpansNamed(name).Length;
        return found == count
            ? this
            : throw Fail($"has {TraceText.Count(found, "span")} {SpanText.Quoted(name)}, {Expected(count)}");
    }

    /// <summary>No span has failed, and no message was lost.</summary>
    public ProbedTrace HasNoErrors()
    {
        var failed = Spans.Where(span => span.Status == SpanStatus.Error).ToArray();
        return failed.Length == 0
            ? this
            : throw Fail($"has {TraceText.Count(failed.Length, "error")}", Sorted(failed.Select(SpanText.Line)));
    }

    /// <summary>Every message was handled. A timer that was cancelled is no loss.</summary>
    public ProbedTrace HasNothingUndelivered()
    {
        var lost = Spans.Where(span => span.Undelivered is not (null or "cancelled")).ToArray();
        return lost.Length == 0
            ? this
            : throw Fail($"has {TraceText.Count(lost.Length, "undelivered message")}", Sorted(lost.Select(Lost)));
    }

    /// <summary>No span is missing, and none has left open how many spans it caused.</summary>
    public ProbedTrace HasNothingOpen()
    {
        var open = Missing().ToArray();
        return open.Length == 0 ? this : throw Fail("has something open", open);
    }

    /// <summary>No more messages to actors than this, handled or lost.</summary>
    public ProbedTrace HasAtMostMessages(int count)
    {
        var messages = Spans.Where(span => span.IsMessage).ToArray();
        if (messages.Length <= count) return this;
        var byName = messages.CountBy(span => span.Name)
            .OrderByDescending(same => same.Value).ThenBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => $"{same.Value} × {SpanText.OneLine(same.Key)}");
        throw Fail($"has {TraceText.Count(messages.Length, "message")}, at most {Expected(count)}", [.. byName]);
    }

    /// <summary>The trace as a tree of lines for approval tests: without ids and times, siblings in the order of their
    /// names.</summary>
    public string ToText(TraceTextOptions? options = null) => TraceText.Of(this, options ?? TraceTextOptions.Default);

    public override string ToString() => ToText();

    internal IEnumerable<string> Missing() => MissingText.Of(this, _running);

    private ImmutableArray<ProbedSpan> Plant(TraceTree tree)
    {
        var spans = ImmutableArray.CreateBuilder<ProbedSpan>(tree.Nodes.Length);
        var path = new List<int> { -1 };
        foreach (var node in tree.Nodes)
        {
            var span = node.Span is null ? null : new ProbedSpan(node.Span, this);
            var name = span?.Name ?? _running.GetValueOrDefault(node.SpanId, ShapeNode.Missing);
            path.RemoveRange(node.Depth + 1, path.Count - node.Depth - 1);
            path.Add(Tree.Add(path[node.Depth], name, span is { IsDetached: true }, span is null ? -1 : spans.Count));
            if (span is not null) spans.Add(span);
        }
        return spans.DrainToImmutable();
    }

    private ProbedTrace CompareShape(string text, bool inOrder)
    {
        var expected = ShapeReader.Read(text, Tree.Names());
        var differences = ShapeDifference.Between(expected, Tree, inOrder);
        if (differences.Count == 0) return this;
        throw Fail(inOrder ? "has another shape, or another order" : "has another shape",
        [
            $"expected:     {ShapeText.Of(inOrder ? expected : expected.Sorted())}",
            $"actual:       {ShapeText.Of(inOrder ? Tree : Tree.Sorted())}",
            .. differences,
        ], inOrder);
    }

    private static string Expected(int count) => $"{count} {(count == 1 ? "was" : "were")} expected";

    private static string Lost(ProbedSpan span) => span["akka.actor.path"].AsString is { } path
        ? $"{SpanText.Line(span)}  to {SpanText.OneLine(path)}"
        : SpanText.Line(span);

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];

    private TraceAssertionException Fail(string fault, string[]? lines = null, bool inOrder = false) =>
        new($"The trace {SpanText.Quoted(Name)} {fault}.{SpanText.Indented(lines ?? [])}{TraceText.InFailure(this, inOrder)}");
}

using FsCheck;
using FsCheck.Fluent;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>Laws that hold for every set of spans in every order, however broken.</summary>
public class AssemblyLaws
{
    // Few ids, so that cycles, orphans, repeats and conflicts are frequent.
    private static readonly Gen<RawSpan> _anySpan =
        from trace in Gen.Choose(1, 3)
        from id in Gen.Choose(1, 6)
        from parent in Gen.Choose(0, 6)
        from children in Gen.Elements<int?>(null, 0, 0, 1, 1, 2)
        from mark in Gen.Elements("", "", "", TracingTags.Stashed, TracingTags.Detached, TracingTags.ChildrenOpen,
            TracingTags.ParentForeign)
        from remote in Gen.Elements<bool?>(null, false, true)
        from name in Gen.Elements("a", "a", "a", "b")
        select Some.Child(id, parent, children, trace, name, remote,
            tags: mark.Length == 0 ? [] : [new Tag(mark, true)]);

    private static readonly Gen<RawSpan[]> _anySpans = _anySpan.ArrayOf();

    /// <summary>A whole trace: each span announces exactly its children.</summary>
    private static readonly Gen<RawSpan[]> _wholeTrace =
        from parents in Gen.Choose(0, 1000).ArrayOf()
        select Whole(parents);

    [Fact]
    public void Any_order_of_arrival_of_a_whole_trace_closes_it_once_exactly_and_with_its_last_span() =>
        Law.Holds(from spans in _wholeTrace from order in Gen.Shuffle(spans) select order, order =>
        {
            var assembling = new Assembling();
            foreach (var span in order[..^1]) assembling.Add(span);
            Assert.Empty(assembling.Closed);
            assembling.Add(order[^1]);
            Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
            Assert.Equal(order.Length, assembling.Only.Spans.Length);
        });

    [Fact]
    public void A_trace_that_lacks_any_span_is_never_exact() =>
        Law.Holds(from spans in _wholeTrace.Where(s => s.Length > 1) from order in Gen.Shuffle(spans) select order, order =>
        {
            var assembling = new Assembling().Add(order[..^1]).After(AssemblerSettings.Default.MaxAge);
            Assert.Equal(CompletenessKind.Partial, assembling.Only.Completeness.Kind);
            Assert.NotEmpty(assembling.Only.Completeness.Missing);
        });

    [Fact]
    public void Every_span_is_in_exactly_one_place() => Law.Holds(_anySpans, spans =>
    {
        var assembling = new Assembling();
        for (var i = 0; i < spans.Length; i++)
        {
            assembling.Add(spans[i]);
            if (i % 5 == 4) assembling.After(AssemblerSettings.Default.Settle);
        }
        assembling.Flush();
        Assert.Equal(Distinct(spans), Distinct(assembling.Out()));
        Assert.Equal(Distinct(spans).Length, assembling.Out().Length);
        Assert.Equal(spans.Length, assembling.Assembler.Counts.SpansIn);
        Assert.Equal(spans.Length - assembling.Out().Length, assembling.Assembler.Counts.Duplicates);
    }, cases: 1000);

    [Fact]
    public void The_order_of_arrival_does_not_change_the_completeness() =>
        Law.Holds(from spans in _anySpans from order in Gen.Shuffle(spans) select (spans, order), pair =>
            Assert.Equal(Known(pair.spans), Known(pair.order)), cases: 1000);

    [Fact]
    public void Exact_is_what_the_definition_says_when_it_is_computed_the_slow_way() => Law.Holds(_anySpans, spans =>
    {
        var ledger = new TraceLedger();
        var ofOne = spans.Where(s => s.TraceId == Some.Trace(1)).ToArray();
        foreach (var span in ofOne) ledger.Add(span);
        Assert.Equal(IsExactByDefinition(Unique(ofOne)), ledger.IsExact);
    }, cases: 3000);

    [Fact]
    public void The_spans_of_a_trace_make_one_trace_however_they_are_split_into_batches() =>
        Law.Holds(from spans in _wholeTrace from cut in Gen.Choose(0, spans.Length) select (spans, cut), pair =>
        {
            var assembling = new Assembling().Add(pair.spans[..pair.cut]).Add(pair.spans[pair.cut..]);
            Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
        });

    private static RawSpan[] Whole(int[] parents)
    {
        // Span 1 is the root; span i + 2 is a child of one of the spans before it.
        var parentOf = parents.Select((p, i) => (p % (i + 1)) + 1).ToArray();
        int Children(int id) => parentOf.Count(p => p == id);
        return [Some.Span(1, 0, Children(1)), .. parentOf.Select((p, i) => Some.Span(i + 2, p, Children(i + 2)))];
    }

    private static string[] Distinct(IEnumerable<RawSpan> spans) =>
        [.. spans.Select(s => Convert.ToBase64String(s.Bytes.Span)).Distinct().Order(StringComparer.Ordinal)];

    private static RawSpan[] Unique(IEnumerable<RawSpan> spans) =>
        [.. spans.DistinctBy(s => Convert.ToBase64String(s.Bytes.Span))];

    // Except for conflicts: the order decides which of two spans with the same id came first.
    private static string Known(RawSpan[] spans)
    {
        var byId = spans.GroupBy(s => (s.TraceId, s.SpanId)).Where(g => Distinct(g).Length == 1).SelectMany(g => g);
        return string.Join('\n', byId.GroupBy(s => s.TraceId).OrderBy(g => g.Key).Select(trace =>
        {
            var ledger = new TraceLedger();
            foreach (var span in trace) ledger.Add(span);
            return $"{ledger.IsExact} {ledger.MaySettle} {ledger.SpanCount} {string.Join(';', ledger.Missing())}";
        }));
    }

    private static bool IsExactByDefinition(RawSpan[] spans)
    {
        if (spans.Length == 0 || spans.DistinctBy(s => s.SpanId).Count() != spans.Length) return false;
        var byId = spans.ToDictionary(s => s.SpanId);
        var counted = spans.Where(s => s.IsCounted).ToArray();
        return spans.Count(IsEntrance) == 1
            && !spans.Any(s => s.HasForeignParent && !s.Has(RawSpanFacts.ParentRemote | RawSpanFacts.Detached))
            && spans.All(s => s.Children >= 0 && !s.Has(RawSpanFacts.ChildrenOpen))
            && spans.All(s => IsEntrance(s) || byId.ContainsKey(s.ParentSpanId))
            && spans.All(s => s.Children == counted.Count(c => c.ParentSpanId == s.SpanId))
            && spans.All(ReachesRoot);

        bool IsEntrance(RawSpan span) => span.IsRoot || (span.HasForeignParent && !byId.ContainsKey(span.ParentSpanId));

        bool ReachesRoot(RawSpan span)
        {
            for (var steps = 0; steps <= spans.Length; steps++)
            {
                if (IsEntrance(span)) return true;
                span = byId[span.ParentSpanId];
            }
            return false;
        }
    }
}

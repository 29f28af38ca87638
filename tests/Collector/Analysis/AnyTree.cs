using FsCheck;
using FsCheck.Fluent;
using Tracing.Wire.Spans;

namespace Tracing.Analysis;

/// <summary>Spans in any state: orphans, cycles, repeated ids, clocks that disagree.</summary>
internal static class AnyTree
{
    public static Gen<RawSpan[]> Spans { get; } =
        (from id in Gen.Choose(1, 8)
         from parent in Gen.Choose(0, 9)
         from start in Gen.Choose(0, 50)
         from millis in Gen.Choose(-5, 50)
         from wait in Gen.Choose(0, 20)
         from service in Gen.Elements("a", "b")
         select Some.Span(id, parent, null, name: $"{id % 3}", service: service, startMillis: start, millis: millis,
             tags: new Tag(TracingTags.MailboxWaitNanos, wait * 1_000_000L))).ArrayOf();

    /// <summary>Spans of one root; the start of each is not before that of its parent, the end may be at any time
    /// after.</summary>
    public static Gen<RawSpan[]> Causal { get; } =
        (from parent in Gen.Choose(0, int.MaxValue - 1)
         from delay in Gen.Choose(0, 20)
         from millis in Gen.Choose(0, 60)
         select (parent, delay, millis)).NonEmptyListOf().Select(drawn =>
        {
            var starts = new List<int>();
            var spans = new List<RawSpan>();
            foreach (var (any, delay, millis) in drawn)
            {
                var parent = spans.Count == 0 ? 0 : (any % spans.Count) + 1;
                starts.Add(parent == 0 ? 0 : starts[parent - 1] + delay);
                spans.Add(Some.Span(spans.Count + 1, parent, startMillis: starts[^1], millis: millis));
            }
            return spans.ToArray();
        });

    /// <summary>100,000 spans, each under the one before.</summary>
    public static IEnumerable<RawSpan> Deep(int count = 100_000) =>
        Enumerable.Range(1, count).Select(i => Some.Span(i, i - 1, startMillis: i, millis: 2 * count - 2 * i));

    /// <summary>100,000 spans, all under the first.</summary>
    public static IEnumerable<RawSpan> Wide(int count = 100_000) =>
        Enumerable.Range(1, count).Select(i => Some.Span(i, i == 1 ? 0 : 1, startMillis: i, millis: i == 1 ? 2 * count : 3));
}

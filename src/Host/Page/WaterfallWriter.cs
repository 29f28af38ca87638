using System.Collections.Immutable;
using System.Text.Json;
using Tracing.Analysis;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Page;

/// <summary>
/// Writes a trace in the order of its tree, a row a span, times as nanoseconds since the row that begins first.
/// </summary>
internal static class WaterfallWriter
{
    /// <summary>Rows that a page is given; it says how many more there are.</summary>
    private const int MaxRows = 10_000;

    /// <param name="maxBytes">Rows are written up to this length of the answer.</param>
    /// <param name="notes">What the trace may lack.</param>
    public static void Write(Utf8JsonWriter to, KeptTrace trace, long maxBytes, QueryNotes notes)
    {
        var tree = TraceTree.Of(trace.Decode());
        var spans = tree.Nodes.Select(node => node.Span).OfType<TraceSpan>().ToArray();
        // A message may have waited before the first span of the trace began.
        var origin = spans.Length == 0 ? 0 : spans.Min(Begin);
        var end = spans.Length == 0 ? 0 : spans.Max(span => span.Span.EndUnixNanos);
        to.WriteStartObject();
        SummaryWriter.WriteProperties(to, trace);
        to.WriteNumber("lengthNanos", end > origin ? end - origin : 0);
        NotesWriter.Write(to, "unanswered", notes);
        to.WriteStartArray("rows");
        var times = SpanTimes.Of(tree);
        var critical = CriticalPath.Of(tree).ToLookup(step => step.Node);
        var written = 0;
        var most = Math.Min(tree.Nodes.Length, MaxRows);
        for (; written < most && to.BytesCommitted + to.BytesPending <= maxBytes; written++)
            Row(to, tree.Nodes[written], times[written], critical[written], origin);
        to.WriteEndArray();
        to.WriteNumber("omittedRows", tree.Nodes.Length - written);
        to.WriteEndObject();
    }

    private static void Row(
        Utf8JsonWriter to, TraceNode node, in SpanTimes times, IEnumerable<CriticalStep> critical, ulong origin)
    {
        to.WriteStartObject();
        to.WriteString("id", node.SpanId.ToString());
        to.WriteNumber("depth", node.Depth);
        to.WriteNumber("children", node.ChildIndexes.Length);
        if (node.IsInCycle) to.WriteBoolean("cycle", true);
        if (node.Span is { } traced)
        {
            Span(to, traced, origin);
            to.WriteNumber("ownNanos", times.SelfNanos);
            Critical(to, critical, origin);
        }
        else
        {
            to.WriteBoolean("gap", true);
        }
        to.WriteEndObject();
    }

    // Pairs of begin and length, in their order; what a message spent on the wire before the first row begins is not drawn.
    private static void Critical(Utf8JsonWriter to, IEnumerable<CriticalStep> steps, ulong origin)
    {
        var stretches = new List<(ulong From, ulong To)>();
        foreach (var (from, until) in steps.Select(step => (Math.Max(step.FromUnixNanos, origin), step.ToUnixNanos)))
        {
            if (until <= from) continue;
            if (stretches.Count > 0 && stretches[^1].To == from) stretches[^1] = (stretches[^1].From, until);
            else stretches.Add((from, until));
        }
        if (stretches.Count == 0) return;
        to.WriteStartArray("critical");
        foreach (var (from, until) in stretches)
        {
            to.WriteStartArray();
            to.WriteNumberValue(from - origin);
            to.WriteNumberValue(until - from);
            to.WriteEndArray();
        }
        to.WriteEndArray();
    }

    private static void Span(Utf8JsonWriter to, TraceSpan traced, ulong origin)
    {
        var span = traced.Span;
        to.WriteString("name", span.Name);
        to.WriteString("service", traced.Service);
        to.WriteString("kind", span.Kind.ToString().ToLowerInvariant());
        to.WriteString("scope", $"{traced.Origin.ScopeName} {traced.Origin.ScopeVersion}".Trim());
        if (!span.ParentSpanId.IsNone) to.WriteString("parent", span.ParentSpanId.ToString());
        to.WriteNumber("startNanos", span.StartUnixNanos - origin);
        to.WriteNumber("durationNanos", span.DurationNanos);
        to.WriteNumber("waitNanos", Wait(traced));
        to.WriteNumber("wireNanos", Wire(traced));
        if (traced.IsError) to.WriteBoolean("error", true);
        if (span.StatusMessage is not null) to.WriteString("message", span.StatusMessage);
        Tags(to, "tags", span.Tags);
        Tags(to, "resource", traced.Origin.ResourceTags());
        if (!span.Events.IsEmpty)
        {
            to.WriteStartArray("events");
            foreach (var happened in span.Events)
            {
                to.WriteStartObject();
                // Of another clock, perhaps: an event may lie before its span.
                to.WriteNumber("atNanos", (long)(happened.UnixNanos - span.StartUnixNanos));
                to.WriteString("name", happened.Name);
                Tags(to, "tags", happened.Tags);
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        if (!span.Links.IsEmpty)
        {
            to.WriteStartArray("links");
            foreach (var link in span.Links)
            {
                to.WriteStartObject();
                to.WriteString("trace", link.TraceId.ToString());
                to.WriteString("span", link.SpanId.ToString());
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        var dropped = span.DroppedTags + span.DroppedEvents + span.DroppedLinks;
        if (dropped != 0) to.WriteNumber("dropped", dropped);
    }

    // Pairs of text: what a tag's type is, the page does not show.
    private static void Tags(Utf8JsonWriter to, string name, ImmutableArray<Tag> tags)
    {
        if (tags.IsEmpty) return;
        to.WriteStartArray(name);
        foreach (var tag in tags)
        {
            to.WriteStartArray();
            to.WriteStringValue(tag.Key);
            to.WriteStringValue(tag.Value.ToString());
            to.WriteEndArray();
        }
        to.WriteEndArray();
    }

    private static ulong Begin(TraceSpan span) => span.Span.StartUnixNanos - Wait(span);

    private static ulong Wire(TraceSpan span) => Math.Min(span.WireNanos, Begin(span));

    // A wait longer than time itself is a peer's mistake, not a reason for a bar from below zero.
    private static ulong Wait(TraceSpan span) => Math.Min(span.MailboxWaitNanos, span.Span.StartUnixNanos);
}

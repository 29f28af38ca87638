using System.Text.Json;
using Tracing.Analysis;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Page;

/// <summary>Writes two traces as one tree, a row for each place that either has.</summary>
internal static class ComparisonWriter
{
    /// <summary>Rows that a page is given; it says how many more there are.</summary>
    private const int MaxRows = 2_000;

    public static void Write(Utf8JsonWriter to, KeptTrace before, KeptTrace after, QueryNotes notes)
    {
        var (left, right) = (TraceTree.Of(before.Decode()), TraceTree.Of(after.Decode()));
        var compared = TraceComparison.Of(left, right);
        to.WriteStartObject();
        Summary(to, "before", before);
        Summary(to, "after", after);
        to.WriteNumber("omittedRows", Math.Max(0, compared.Length - MaxRows));
        NotesWriter.Write(to, "unanswered", notes);
        to.WriteStartArray("rows");
        foreach (var place in compared.AsSpan(0, Math.Min(compared.Length, MaxRows)))
        {
            var (old, now) = (NodeAt(left, place.Before), NodeAt(right, place.After));
            // Where both have it, they are of one name and service.
            var named = (old ?? now)?.Span;
            to.WriteStartObject();
            to.WriteNumber("depth", place.Depth);
            to.WriteString("name", named?.Span.Name);
            to.WriteString("service", named?.Service);
            Side(to, "before", old);
            Side(to, "after", now);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private static TraceNode? NodeAt(TraceTree tree, int? index) => index is { } at ? tree.Nodes[at] : null;

    private static void Summary(Utf8JsonWriter to, string name, KeptTrace trace)
    {
        to.WriteStartObject(name);
        SummaryWriter.WriteProperties(to, trace);
        to.WriteEndObject();
    }

    // Left out where this trace has nothing there.
    private static void Side(Utf8JsonWriter to, string name, TraceNode? node)
    {
        if (node is null) return;
        to.WriteStartObject(name);
        if (node.Span is { } span)
        {
            to.WriteNumber("durationNanos", span.Span.DurationNanos);
            if (span.IsError) to.WriteBoolean("error", true);
        }
        else
        {
            to.WriteBoolean("gap", true);
        }
        to.WriteEndObject();
    }
}

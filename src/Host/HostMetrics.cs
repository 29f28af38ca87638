using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Contracts;
using Tracing.Hosting.Doors;
using Tracing.Keeping;
using Tracing.Sinks;
using Tracing.Storage;
using Tracing.Storage.Exporting;
using Tracing.Storage.Journaling;

namespace Tracing.Hosting;

/// <summary><c>/metrics</c> in Prometheus's text format (version 0.0.4).</summary>
/// <param name="intake">Null: there is no journal.</param>
/// <param name="setAside">Null: the store holds any trace.</param>
internal sealed class HostMetrics(
    ICollectorEngine engine, ITraceStore store, SetAsideSink? setAside, TraceFeed feed, ImmutableArray<DoorCounts> doors,
    JournaledIntake? intake, OnwardExport export)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(Text());
    });

    public string Text()
    {
        var text = new StringBuilder();
        var recorder = engine.Recorder;
        var counts = engine.Counts;
        Collector(text, counts);
        if (engine.ShardCount is { } shards)
            Gauge(text, "tracing_cluster_shards", "Of the cluster's 256 shards, those that are here.", shards);
        if (engine.RefusedMessages is { } refused)
        {
            Counter(text, "tracing_cluster_refused_messages_total", "Messages whose serializer this node does not have.",
                refused);
        }
        SamplingMetrics.Write(text, counts.Decisions);
        FigureMetrics.Write(text, counts.Figures);
        Header(text, "tracing_recorder_dropped_total", "counter", "What this process recorded and lost, by reason.");
        foreach (var reason in Enum.GetValues<DropReason>())
            Line(text, "tracing_recorder_dropped_total", "reason", LabelText.SnakeCase(reason.ToString()), recorder.Drops[reason]);
        Gauge(text, "tracing_recorder_waiting_spans", "Finished spans not yet taken from the recorder.", recorder.Waiting);

        Doors(text, "requests", "Requests with spans, by the door they came to.", static door => door.Requests);
        Doors(text, "bad_requests", "Requests refused for good.", static door => door.BadRequests);
        Doors(text, "busy", "Requests asked to come again.", static door => door.Busy);
        Doors(text, "rejected_spans", "Spans left out for unusable ids.", static door => door.RejectedSpans);

        if (intake is not null) Journal(text, intake);
        ExportMetrics.Write(text, export.Counts);
        var kept = store.Counts;
        Gauge(text, "tracing_store_traces", "Traces kept.", kept.Traces);
        Gauge(text, "tracing_store_bytes", "Bytes that kept traces take, of memory or disk.", kept.Bytes);
        Counter(text, "tracing_store_evicted_traces_total", "Traces that went for their age or made room.", kept.Evicted);
        Gauge(text, "tracing_store_damaged_traces", "Stored traces that are damaged on disk.", kept.Damaged);
        if (setAside is not null)
        {
            Counter(text, "tracing_store_unstorable_traces_total", "Traces that the store refused; files have their spans.",
                setAside.Traces);
        }
        Gauge(text, "tracing_page_watchers", "Pages that watch traces close.", feed.Watchers);
        ProcessMetrics.Write(text);
        return text.ToString();
    }

    private void Doors(StringBuilder text, string what, string help, Func<DoorCounts, long> value)
    {
        var name = $"tracing_door_{what}_total";
        Header(text, name, "counter", help);
        foreach (var door in doors) Line(text, name, "door", door.Door, value(door));
    }

    private static void Journal(StringBuilder text, JournaledIntake intake)
    {
        var counts = intake.Counts;
        Gauge(text, "tracing_journal_waiting_batches", "Batches that were answered and are not stored yet.", counts.Waiting);
        Gauge(text, "tracing_journal_bytes", "Bytes that the journal's files take of the disk.", counts.Bytes);
        Counter(text, "tracing_journal_refused_batches_total", "Batches for which the journal had no room.", counts.Refused);
        Counter(text, "tracing_journal_replayed_batches_total", "Batches that were read back and taken again.", intake.Replayed);
    }

    private static void Collector(StringBuilder text, CollectorCounts counts)
    {
        var assembler = counts.Assembler;
        Counter(text, "tracing_collector_spans_total", "Spans that came in.", assembler.SpansIn);
        Counter(text, "tracing_collector_duplicate_spans_total", "Spans that were there already.", assembler.Duplicates);
        Counter(text, "tracing_collector_conflicting_spans_total", "Different spans under one id.", assembler.Conflicts);
        Counter(text, "tracing_collector_late_spans_total", "Spans that came after their trace closed.", assembler.LateSpans);
        Header(text, "tracing_collector_closed_traces_total", "counter", "Traces closed, by how complete they are.");
        Line(text, "tracing_collector_closed_traces_total", "completeness", "exact", assembler.Exact);
        Line(text, "tracing_collector_closed_traces_total", "completeness", "settled", assembler.Settled);
        Line(text, "tracing_collector_closed_traces_total", "completeness", "partial", assembler.Partial);
        Counter(text, "tracing_collector_late_dropped_spans_total", "Late spans of dropped traces.", assembler.LateDropped);
        Counter(text, "tracing_collector_reconsidered_traces_total", "Traces dropped by default and decided anew.", assembler.Reconsidered);
        Counter(text, "tracing_collector_truncated_spans_total", "Spans that came for a trace which took no more.", assembler.Truncated);
        Counter(text, "tracing_collector_revisions_total", "Closed traces that late spans joined.", assembler.Revisions);
        Gauge(text, "tracing_collector_open_traces", "Traces that are still coming in.", counts.OpenTraces);
        Gauge(text, "tracing_collector_open_bytes", "Bytes of span data in open traces.", counts.OpenBytes);
        Gauge(text, "tracing_collector_waiting_traces", "Closed traces not yet stored.", counts.WaitingTraces);
        Counter(text, "tracing_collector_refused_batches_total", "Batches turned away: too much waits.", counts.Refused);
        Counter(text, "tracing_collector_sink_failures_total", "Attempts to store that failed.", counts.SinkFailures);
    }

    private static void Counter(StringBuilder text, string name, string help, long value)
    {
        Header(text, name, "counter", help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Gauge(StringBuilder text, string name, string help, long value)
    {
        Header(text, name, "gauge", help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Header(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, string label, string labelValue, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{labelValue}\"}} {value}\n");
}

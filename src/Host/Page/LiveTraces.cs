using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Sinks;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/live</c>: the newest traces, then each as it opens, grows and closes, as Server-Sent
/// Events.</summary>
/// <remarks>
/// Events: <c>newest</c>, an array to begin with (again after each reconnect; of several nodes this one's first, then
/// all); <c>trace</c>, one that closed or got late spans at once, and one that is open within a second; <c>gone</c>,
/// the id of one that was open and is not kept; <c>skipped</c>, how many were left out because too many closed at once;
/// <c>unanswered</c>, an array of lines, one for each node that does not answer. What other nodes keep is asked for
/// once a second.
/// </remarks>
/// <param name="own">The traces of this node.</param>
/// <param name="store">The traces of all nodes; or the same.</param>
internal sealed class LiveTraces(
    ITraceStore own, ITraceStore store, TraceFeed feed, TimeProvider time, CancellationToken closing)
{
    private const int NewestCount = 200;
    private const int MaxPerSecond = 100;

    /// <summary>Pages at a time. Each keeps a connection, and there must be room for others.</summary>
    private const int MaxWatchers = 256;

    /// <summary>Open traces that are looked at in a second, the newest; nobody can follow more.</summary>
    private const int NewestOpenCount = 50;

    /// <summary>Traces that are looked up in a second because they were open and are not among the newest
    /// now.</summary>
    private const int MaxEndsAtOnce = 100;

    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(1);

    /// <summary>A page that lost its connection asks again after this long.</summary>
    private const int ReconnectMillis = 1_000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/live", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (feed.Watchers >= MaxWatchers)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await context.Response.WriteAsync($"retry: {ReconnectMillis}\n", leaving.Token);
            // Watch before looking: what closes in between is then told of twice instead of never.
            var arriving = feed.WatchAsync(leaving.Token);
            var open = new OpenRows();
            // A node that is silent must not keep the page empty for as long as it is waited for.
            await SendNewestAsync(context.Response, open, leaving.Token);
            if (store.IsShared) await SendAllNodesAsync(context.Response, open, leaving.Token);
            else await SendOwnAsync(context.Response, arriving, open, leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the host closes.
        }
        finally
        {
            await leaving.CancelAsync();
        }
    }

    private async Task SendOwnAsync(
        HttpResponse response, IAsyncEnumerable<ClosedTrace> arriving, OpenRows open, CancellationToken stopping)
    {
        var pace = new LivePace(time, MaxPerSecond);
        using var timer = new PeriodicTimer(_askAgain, time);
        // Not disposed: it ends with the token, and may not be disposed while it waits.
        var closed = arriving.GetAsyncEnumerator(stopping);
        var next = closed.MoveNextAsync().AsTask();
        var tick = timer.WaitForNextTickAsync(stopping).AsTask();
        while (true)
        {
            await Task.WhenAny(next, tick);
            // The tick first: traces that close without a pause must not hide those that stay open.
            if (tick.IsCompleted)
            {
                if (!await tick) return;
                await SendOpenAsync(response, open, stopping);
                tick = timer.WaitForNextTickAsync(stopping).AsTask();
            }
            if (!next.IsCompleted) continue;
            if (!await next) return;
            await SendClosedAsync(response, closed.Current.TraceId, pace, open, stopping);
            next = closed.MoveNextAsync().AsTask();
        }
    }

    private async Task SendClosedAsync(
        HttpResponse response, TraceId id, LivePace pace, OpenRows open, CancellationToken stopping)
    {
        if (!pace.Admits()) return;
        if (pace.TakeSkipped() is > 0 and var skipped)
            await SendAsync(response, "skipped", to => to.WriteNumberValue(skipped), stopping);
        // As it is kept, which may be more than what closed: a revision brings only its late spans.
        if (await store.GetAsync(id, stopping) is { } trace) await SendTraceAsync(response, trace, open, stopping);
    }

    private async Task SendOpenAsync(HttpResponse response, OpenRows open, CancellationToken stopping)
    {
        var newest = await store.FindAsync(
            new TraceQuery(Limit: NewestOpenCount, Completeness: CompletenessKind.Open), stopping);
        foreach (var trace in newest.Reverse())
            if (open.Note(trace))
                await SendTraceAsync(response, trace, open, stopping);
        await SendEndsAsync(response, newest, open, stopping);
    }

    // What the page shows as open, and has closed or was sampled away since.
    private async Task SendEndsAsync(
        HttpResponse response, ImmutableArray<KeptTrace> newest, OpenRows open, CancellationToken stopping)
    {
        foreach (var id in open.Except(newest).Take(MaxEndsAtOnce))
        {
            if (await store.GetAsync(id, stopping) is not { } trace)
            {
                open.Forget(id);
                await SendAsync(response, "gone", to => to.WriteStringValue(id.ToString()), stopping);
            }
            else if (open.Note(trace)) await SendTraceAsync(response, trace, open, stopping);
        }
    }

    private async Task SendAllNodesAsync(HttpResponse response, OpenRows open, CancellationToken stopping)
    {
        var sent = new Dictionary<TraceId, (CompletenessKind Kind, int Revision, int Spans)>();
        var silent = ImmutableArray<string>.Empty;
        using var timer = new PeriodicTimer(_askAgain, time);
        do
        {
            var notes = new QueryNotes();
            var newest = await store.Noting(notes).FindAsync(new TraceQuery(Limit: NewestCount), stopping);
            if (!notes.Lines.SequenceEqual(silent))
                await SendAsync(response, "unanswered", to => NotesWriter.WriteLines(to, notes), stopping);
            silent = notes.Lines;
            if (sent.Count == 0) await SendListAsync(response, newest, open, stopping);
            else
            {
                foreach (var trace in newest.Reverse())
                    if (sent.GetValueOrDefault(trace.TraceId) != State(trace))
                        await SendTraceAsync(response, trace, open, stopping);
                // Only where all nodes answered is a trace that none of them has known to be gone.
                if (silent.IsEmpty) await SendEndsAsync(response, newest, open, stopping);
            }
            // Only what is among the newest is asked about again.
            sent = newest.ToDictionary(trace => trace.TraceId, State);
        }
        while (await timer.WaitForNextTickAsync(stopping));

        static (CompletenessKind Kind, int Revision, int Spans) State(KeptTrace trace) =>
            (trace.Completeness.Kind, trace.Revision, trace.Summary.SpanCount);
    }

    private async Task SendNewestAsync(HttpResponse response, OpenRows open, CancellationToken stopping)
    {
        var newest = await own.FindAsync(new TraceQuery(Limit: NewestCount), stopping);
        await SendListAsync(response, newest, open, stopping);
    }

    private static Task SendListAsync(
        HttpResponse response, ImmutableArray<KeptTrace> newest, OpenRows open, CancellationToken stopping) =>
        SendAsync(response, "newest", to =>
        {
            to.WriteStartArray();
            foreach (var trace in newest)
            {
                open.Note(trace);
                SummaryWriter.Write(to, trace);
            }
            to.WriteEndArray();
        }, stopping);

    private static Task SendTraceAsync(
        HttpResponse response, KeptTrace trace, OpenRows open, CancellationToken stopping)
    {
        open.Note(trace);
        return SendAsync(response, "trace", to => SummaryWriter.Write(to, trace), stopping);
    }

    private static async Task SendAsync(
        HttpResponse response, string name, Action<Utf8JsonWriter> data, CancellationToken stopping)
    {
        await response.WriteAsync($"event: {name}\ndata: ", stopping);
        await response.Body.WriteAsync(JsonAnswer.Bytes(data), stopping);
        await response.WriteAsync("\n\n", stopping);
        await response.Body.FlushAsync(stopping);
    }
}

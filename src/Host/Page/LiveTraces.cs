using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Sinks;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/live</c>: the newest traces, then each as it closes, as Server-Sent Events.</summary>
/// <remarks>
/// Events: <c>newest</c>, an array to begin with (again after each reconnect; of several nodes this one's first, then
/// all); <c>trace</c>, one that closed or got
/// late spans; <c>skipped</c>, how many were left out because too many closed at once; <c>unanswered</c>, an array of
/// lines, one for each node that does not answer. What other nodes keep is asked for once a second.
/// </remarks>
/// <param name="own">This node's.</param>
/// <param name="store">Of all nodes; or the same.</param>
internal sealed class LiveTraces(
    ITraceStore own, ITraceStore store, TraceFeed feed, TimeProvider time, CancellationToken closing)
{
    private const int NewestCount = 200;
    private const int MaxPerSecond = 100;

    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(1);

    /// <summary>A page that lost its connection asks again after this long.</summary>
    private const int ReconnectMillis = 1_000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/live", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await context.Response.WriteAsync($"retry: {ReconnectMillis}\n", leaving.Token);
            // Watch before looking: what closes in between is then told of twice instead of never.
            var arriving = feed.WatchAsync(leaving.Token);
            // A node that is silent must not keep the page empty for as long as it is waited for.
            await SendNewestAsync(context.Response, leaving.Token);
            if (store.IsShared)
            {
                await SendAllNodesAsync(context.Response, leaving.Token);
                return;
            }
            var pace = new LivePace(time, MaxPerSecond);
            await foreach (var closed in arriving)
            {
                if (!pace.Admits()) continue;
                if (pace.TakeSkipped() is > 0 and var skipped)
                    await SendAsync(context.Response, "skipped", to => to.WriteNumberValue(skipped), leaving.Token);
                // As it is kept, which may be more than what closed: a revision brings only its late spans.
                if (await store.GetAsync(closed.TraceId, leaving.Token) is { } trace)
                    await SendAsync(context.Response, "trace", to => SummaryWriter.Write(to, trace), leaving.Token);
            }
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

    private async Task SendAllNodesAsync(HttpResponse response, CancellationToken stopping)
    {
        var sent = new Dictionary<TraceId, (int Revision, int Spans)>();
        var silent = ImmutableArray<string>.Empty;
        using var timer = new PeriodicTimer(_askAgain, time);
        do
        {
            var notes = new QueryNotes();
            var newest = await store.Noting(notes).FindAsync(new TraceQuery(Limit: NewestCount), stopping);
            if (!notes.Lines.SequenceEqual(silent))
                await SendAsync(response, "unanswered", to => NotesWriter.WriteLines(to, notes), stopping);
            silent = notes.Lines;
            if (sent.Count == 0) await SendListAsync(response, newest, stopping);
            else
            {
                foreach (var trace in newest.Reverse())
                    if (sent.GetValueOrDefault(trace.TraceId) != (trace.Revision, trace.Raw.Length))
                        await SendAsync(response, "trace", to => SummaryWriter.Write(to, trace), stopping);
            }
            // Only what is among the newest is asked about again.
            sent = newest.ToDictionary(trace => trace.TraceId, trace => (trace.Revision, trace.Raw.Length));
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task SendNewestAsync(HttpResponse response, CancellationToken stopping)
    {
        await SendListAsync(response, await own.FindAsync(new TraceQuery(Limit: NewestCount), stopping), stopping);
    }

    private static Task SendListAsync(HttpResponse response, ImmutableArray<KeptTrace> newest, CancellationToken stopping) =>
        SendAsync(response, "newest", to =>
        {
            to.WriteStartArray();
            foreach (var trace in newest) SummaryWriter.Write(to, trace);
            to.WriteEndArray();
        }, stopping);

    private static async Task SendAsync(
        HttpResponse response, string name, Action<Utf8JsonWriter> data, CancellationToken stopping)
    {
        await response.WriteAsync($"event: {name}\ndata: ", stopping);
        await response.Body.WriteAsync(JsonAnswer.Bytes(data), stopping);
        await response.WriteAsync("\n\n", stopping);
        await response.Body.FlushAsync(stopping);
    }
}

using Grpc.Core;
using Tracing.Hosting.Query.Tempo.Schema;
using Tracing.Keeping;
using Tracing.Storage;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;

namespace Tracing.Hosting.Query.Tempo.Grpc;

/// <summary>Tempo's streaming API (tempo.proto, StreamingQuerier), which Grafana asks where streaming is switched
/// on.</summary>
/// <remarks>Any thread. The answers are those of the requests over HTTP; a search comes in parts.</remarks>
internal sealed class TempoGrpcApi(ITraceStore store, TimeProvider time)
{
    private const ulong NanosPerSecond = 1_000_000_000, HourNanos = 3_600_000_000_000;

    /// <summary>Traces of one message: gRPC's clients take four megabytes by default.</summary>
    private const int MessageTraces = 50;

    public Task SearchAsync(SearchRequest request, IServerStreamWriter<SearchResponse> to, ServerCallContext call) =>
        AnswerAsync(async () =>
        {
            var query = Query(request.Query, isMetrics: false);
            if (request.End != 0 && request.Start > request.End) throw Refused("end must not be before start");
            var range = new TraceQlRange(
                request.Start == 0 ? null : request.Start * NanosPerSecond,
                request.End == 0 ? null : request.End * NanosPerSecond);
            var limit = Or(request.Limit, TempoSearch.DefaultLimit, TempoQuery.MaxLimit, "limit");
            var spans = Or(request.SpansPerSpanSet, TempoSearch.DefaultSpans, TempoSearch.MaxSpans, "spans");
            var notes = new QueryNotes();
            var found = await new TraceQlSearch(store.Noting(notes), time)
                .FindAsync(query, range, limit, call.CancellationToken);
            if (found.IsCut) notes.Add(TraceQlNotes.Cut(found.Inspected));
            HeaderNotes.Write(call, notes);
            var metrics = TempoMessages.Metrics(found.Inspected, found.InspectedBytes, found.IsCut);
            foreach (var part in found.Traces.Chunk(MessageTraces))
            {
                await to.WriteAsync(new SearchResponse
                {
                    Traces = { part.Select(trace => TempoMessages.Trace(trace, query.Match(trace), spans)) },
                    Metrics = metrics,
                }, call.CancellationToken);
            }
            if (found.Traces.IsEmpty)
                await to.WriteAsync(new SearchResponse { Metrics = metrics }, call.CancellationToken);
        });

    public Task QueryRangeAsync(
        QueryRangeRequest request, IServerStreamWriter<QueryRangeResponse> to, ServerCallContext call) =>
        AnswerAsync(async () =>
        {
            var query = Query(request.Query, isMetrics: true);
            var (from, until) = Range(request.Start, request.End);
            var steps = TraceQlSteps.Covering(from, until, request.Step == 0 ? null : request.Step)
                ?? throw Refused($"step must give up to {TraceQlSteps.MaxCount} steps, and end be after start");
            var found = await EvaluateAsync(query, steps, call);
            await to.WriteAsync(new QueryRangeResponse
            {
                Series = { found.Series.Select(series => TempoMessages.Series(series, steps)) },
                Metrics = TempoMessages.Metrics(found.Inspected, found.InspectedBytes, found.IsCut),
            }, call.CancellationToken);
        });

    public Task QueryInstantAsync(
        QueryInstantRequest request, IServerStreamWriter<QueryInstantResponse> to, ServerCallContext call) =>
        AnswerAsync(async () =>
        {
            var query = Query(request.Query, isMetrics: true);
            var (from, until) = Range(request.Start, request.End);
            var found = await EvaluateAsync(query, TraceQlSteps.Whole(from, until), call);
            await to.WriteAsync(new QueryInstantResponse
            {
                Series = { found.Series.Select(TempoMessages.Series) },
                Metrics = TempoMessages.Metrics(found.Inspected, found.InspectedBytes, found.IsCut),
            }, call.CancellationToken);
        });

    private async Task<TraceQlFigures> EvaluateAsync(TraceQlQuery query, TraceQlSteps steps, ServerCallContext call)
    {
        var notes = new QueryNotes();
        var found = await new TraceQlMetrics(store.Noting(notes), time)
            .EvaluateAsync(query, steps, call.CancellationToken);
        TraceQlNotes.Add(notes, found);
        HeaderNotes.Write(call, notes);
        return found;
    }

    private (ulong FromUnixNanos, ulong UntilUnixNanos) Range(ulong start, ulong end)
    {
        var until = end == 0 ? (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 : end;
        return (start == 0 ? until - Math.Min(until, HourNanos) : start, until);
    }

    private static TraceQlQuery Query(string text, bool isMetrics)
    {
        if (TraceQlQuery.TryParse(text, out var fault) is not { } query)
            throw Refused(fault is null ? "the query cannot be read" : TempoQuery.Describe(fault));
        if (query.IsMetrics != isMetrics)
            throw Refused(isMetrics ? "the query must be a metrics query" : "a metrics query is for MetricsQueryRange");
        return query;
    }

    // Zero is what a client sends that leaves a field out.
    private static int Or(uint given, int otherwise, int most, string name) =>
        given == 0 ? otherwise : given <= most ? (int)given : throw Refused($"{name} must be up to {most}");

    private static async Task AnswerAsync(Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (DamagedTraceException damage)
        {
            throw new RpcException(new Status(StatusCode.DataLoss, damage.Message));
        }
        catch (StorageUnavailableException cause)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, cause.Message));
        }
    }

    private static RpcException Refused(string problem) => new(new Status(StatusCode.InvalidArgument, problem));
}

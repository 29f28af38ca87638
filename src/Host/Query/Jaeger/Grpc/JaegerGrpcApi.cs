using System.Collections.Immutable;
using Grpc.Core;
using Tracing.Hosting.Query.Jaeger.Schema;
using Tracing.Keeping;
using Tracing.Storage;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Query.Jaeger.Grpc;

/// <summary>Jaeger's query API, version 3, over gRPC (jaeger-idl, api_v3/query_service.proto).</summary>
/// <remarks>Any thread. Spans are sent as they are kept, in messages below the four megabytes that gRPC's clients take
/// by default.</remarks>
internal sealed class JaegerGrpcApi(ITraceStore store, TimeProvider time, AnswerLimits limits)
{
    /// <summary>Span data of one message, up to the end of the span that exceeds it.</summary>
    private const int MessageBytes = 1 << 20;

    /// <summary>Summaries of one message.</summary>
    private const int MessageSummaries = 100;

    public Task GetTraceAsync(
        GetTraceRequest request, IServerStreamWriter<byte[]> to, ServerCallContext call) => AnswerAsync(async () =>
    {
        if (!JaegerQuery.TryTraceId(request.TraceId, out var id))
            throw Refused("trace_id", "must be 1 to 32 hexadecimal digits, not all zero");
        var notes = new QueryNotes();
        if (await store.Noting(notes).GetAsync(id, call.CancellationToken) is not { } trace)
        {
            throw new RpcException(new Status(
                StatusCode.NotFound, string.Join("; not asked: ", ["trace not found", .. notes.Lines])));
        }
        await SendAsync(to, Cut(trace, notes), call.CancellationToken);
        HeaderNotes.Write(call, notes);
        return true;
    });

    public Task FindTracesAsync(
        FindTracesRequest request, IServerStreamWriter<byte[]> to, ServerCallContext call) => AnswerAsync(async () =>
    {
        var notes = new QueryNotes();
        var found = await FindAsync(request.Query, notes, call.CancellationToken);
        var sent = 0;
        for (var bytes = 0L; sent < found.Count && bytes <= limits.MaxBytes; sent++)
        {
            // A message has spans of one trace only, as Jaeger's clients expect.
            await SendAsync(to, Cut(found[sent], notes), call.CancellationToken);
            bytes += found[sent].Bytes;
        }
        if (sent < found.Count)
            notes.Add($"{found.Count - sent} more traces are not in this answer: it would be too long");
        HeaderNotes.Write(call, notes);
        return true;
    });

    public Task<GetServicesResponse> GetServicesAsync(ServerCallContext call) => AnswerAsync(async () =>
        new GetServicesResponse { Services = { await store.ServicesAsync(call.CancellationToken) } });

    public Task<GetOperationsResponse> GetOperationsAsync(GetOperationsRequest request, ServerCallContext call) =>
        AnswerAsync(async () =>
        {
            if (request.Service.Length == 0) throw Refused("service", "must be given");
            var operations = await store.OperationsAsync(request.Service, call.CancellationToken);
            return new GetOperationsResponse
            {
                Operations =
                {
                    operations.Select(static one => new Schema.Operation
                    {
                        Name = one.Name,
                        SpanKind = JaegerTags.Kind(one.Kind),
                    }).Where(one => request.SpanKind.Length == 0 || one.SpanKind == request.SpanKind),
                },
            };
        });

    public Task<DependenciesResponse> GetDependenciesAsync(GetDependenciesRequest request, ServerCallContext call) =>
        AnswerAsync(async () =>
        {
            if (JaegerGrpcQuery.TryRead(request, time.GetUtcNow(), out var fault) is not { } asked)
                throw Refused(fault);
            var notes = new QueryNotes();
            var (graph, _) = await asked.CountAsync(store, time, notes, call.CancellationToken);
            HeaderNotes.Write(call, notes);
            return new DependenciesResponse
            {
                Dependencies =
                {
                    graph.Edges.Select(static edge => new Dependency
                    {
                        Parent = edge.From,
                        Child = edge.To,
                        CallCount = (ulong)edge.Calls,
                    }),
                },
            };
        });

    public Task FindTraceSummariesAsync(FindTraceSummariesRequest request,
        IServerStreamWriter<FindTraceSummariesResponse> to, ServerCallContext call) => AnswerAsync(async () =>
    {
        var notes = new QueryNotes();
        foreach (var part in (await FindAsync(request.Query, notes, call.CancellationToken)).Chunk(MessageSummaries))
        {
            await to.WriteAsync(
                new FindTraceSummariesResponse { Summaries = { part.Select(Summary) } }, call.CancellationToken);
        }
        HeaderNotes.Write(call, notes);
        return true;
    });

    private async Task<IReadOnlyList<KeptTrace>> FindAsync(
        TraceQueryParameters? given, QueryNotes notes, CancellationToken stopping) =>
        JaegerGrpcQuery.TryRead(given, out var fault) is { } query
            ? await store.Noting(notes).FindAsync(query, stopping)
            : throw Refused(fault);

    private ImmutableArray<RawSpan> Cut(KeptTrace trace, QueryNotes notes)
    {
        var shown = trace.Cut(limits.MaxSpans);
        if (shown.Omitted > 0)
            notes.Add($"{shown.Omitted} spans of {trace.TraceId} are not in this answer: it would be too long");
        return shown.Raw;
    }

    private static async Task SendAsync(
        IServerStreamWriter<byte[]> to, IEnumerable<RawSpan> spans, CancellationToken stopping)
    {
        var part = new List<RawSpan>();
        var bytes = 0;
        foreach (var span in spans)
        {
            part.Add(span);
            if ((bytes += span.Bytes.Length) < MessageBytes) continue;
            await to.WriteAsync(OtlpProtobuf.Write(part), stopping);
            part.Clear();
            bytes = 0;
        }
        if (part.Count > 0) await to.WriteAsync(OtlpProtobuf.Write(part), stopping);
    }

    private static Schema.TraceSummary Summary(KeptTrace trace)
    {
        var summary = trace.Summary;
        return new Schema.TraceSummary
        {
            TraceId = summary.TraceId.ToString(),
            RootServiceName = summary.RootService,
            RootOperationName = summary.RootOperation,
            MinStartTimeUnixNano = summary.StartUnixNanos,
            MaxEndTimeUnixNano = summary.StartUnixNanos + summary.DurationNanos,
            SpanCount = summary.SpanCount,
            ErrorSpanCount = summary.ErrorCount,
            OrphanSpanCount = JaegerSummaries.Orphans(trace),
            Services =
            {
                JaegerSummaries.Services(trace).Select(static one => new ServiceSummary
                {
                    Name = one.Name,
                    SpanCount = one.Spans,
                    ErrorSpanCount = one.Errors,
                }),
            },
        };
    }

    private static async Task<T> AnswerAsync<T>(Func<Task<T>> answer)
    {
        try
        {
            return await answer();
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

    private static RpcException Refused(string parameter, string problem) =>
        Refused(new QueryFault(parameter, problem));

    private static RpcException Refused(QueryFault? fault) =>
        new(new Status(StatusCode.InvalidArgument, fault?.ToString() ?? "the request cannot be read"));
}

using System.Collections.Immutable;
using Tracing.Finding;
using Tracing.Hosting.Query.Jaeger.Schema;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger.Grpc;

/// <summary>Reads the conditions of a search over gRPC.</summary>
internal static class JaegerGrpcQuery
{
    private const int DefaultLimit = 100;

    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Seconds whose nanoseconds a signed number of 64 bits holds: until the year 2262.</summary>
    private const long MaxSeconds = long.MaxValue / NanosPerSecond - 1;

    public static TraceQuery? TryRead(TraceQueryParameters? given, out QueryFault? fault)
    {
        QueryFault? first = null;
        fault = null;
        if (given is null)
        {
            fault = new QueryFault("query", "must be given");
            return null;
        }
        if (!given.Filter.IsEmpty) Report("filter", "is not supported");
        var limit = given.SearchDepth == 0 ? DefaultLimit : given.SearchDepth;
        if (limit is < 1 or > TraceQuery.MaxLimit) Report("search_depth", $"must be from 1 to {TraceQuery.MaxLimit}");
        var query = new TraceQuery(
            Service: given.ServiceName.Length > 0 ? given.ServiceName : null,
            Operation: given.OperationName.Length > 0 ? given.OperationName : null,
            FromUnixNanos: Nanos("start_time_min", given.StartTimeMin?.Seconds, given.StartTimeMin?.Nanos),
            UntilUnixNanos: Nanos("start_time_max", given.StartTimeMax?.Seconds, given.StartTimeMax?.Nanos),
            MinDurationNanos: Nanos("duration_min", given.DurationMin?.Seconds, given.DurationMin?.Nanos),
            // Jaeger's clients send a duration of zero for none.
            MaxDurationNanos: Nanos("duration_max", given.DurationMax?.Seconds, given.DurationMax?.Nanos)
                is > 0 and var most ? most : null,
            Attributes: Attributes(),
            Limit: limit)
        {
            Order = TraceOrder.Newest,
        };
        if (query.MinDurationNanos > query.MaxDurationNanos) Report("duration_max", "must not be below duration_min");
        fault = first;
        return fault is null ? query : null;

        void Report(string parameter, string problem) => first ??= new QueryFault(parameter, problem);

        ulong? Nanos(string name, long? seconds, int? nanos)
        {
            if (seconds is null) return null;
            if (seconds is >= 0 and < MaxSeconds && nanos is >= 0 and < (int)NanosPerSecond)
                return (ulong)(seconds.Value * NanosPerSecond + nanos.Value);
            Report(name, "is out of range");
            return null;
        }

        ImmutableArray<AttributeCondition> Attributes()
        {
            var conditions = ImmutableArray.CreateBuilder<AttributeCondition>();
            foreach (var (key, value) in given.Attributes)
            {
                if (AttributeCondition.TryCreate(key, AttributeOperator.Equal, value, AttributeScope.Any,
                    out var problem) is { } condition)
                    conditions.Add(condition);
                else Report("attributes", problem ?? "cannot be read");
            }
            return conditions.DrainToImmutable();
        }
    }

    /// <summary>Reads the time of a request for dependencies; without one, the day until now.</summary>
    public static CallGraphQuery? TryRead(GetDependenciesRequest given, DateTimeOffset now, out QueryFault? fault)
    {
        fault = null;
        try
        {
            var until = given.EndTime?.ToDateTimeOffset() ?? now;
            var from = given.StartTime?.ToDateTimeOffset() ?? until.AddDays(-1);
            if (from <= until) return new CallGraphQuery(Unix(from), Unix(until), ByActor: false);
            fault = new QueryFault("end_time", "must not be before start_time");
        }
        catch (Exception cause) when (cause is InvalidOperationException or ArgumentOutOfRangeException)
        {
            fault = new QueryFault("start_time", "or end_time is out of range");
        }
        return null;

        static ulong Unix(DateTimeOffset time) =>
            (ulong)Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * TimeSpan.NanosecondsPerTick;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Parameters of a request to <c>/api/traces</c>.</summary>
/// <param name="TraceIds">When there are any, just these traces.</param>
internal sealed record JaegerQuery(TraceQuery Find, ImmutableArray<TraceId> TraceIds)
{
    /// <summary>Jaeger's own default.</summary>
    private const int DefaultLimit = 100;

    private const ulong NanosPerMicro = 1_000;

    public static JaegerQuery? TryRead(IQueryCollection parameters, out QueryFault? fault)
    {
        var reading = new Reading(parameters);
        var ids = reading.TraceIds();
        var query = new TraceQuery(
            Service: reading.Text("service"),
            Operation: reading.Text("operation"),
            FromUnixNanos: reading.Micros("start"),
            UntilUnixNanos: reading.Micros("end"),
            MinDurationNanos: reading.Duration("minDuration"),
            MaxDurationNanos: reading.Duration("maxDuration"),
            Attributes: reading.Tags(),
            Limit: reading.Limit());
        if (query.Service is null && ids.IsEmpty) reading.Report("service", "must be given");
        if (query.MinDurationNanos > query.MaxDurationNanos)
            reading.Report("maxDuration", "must not be below minDuration");
        fault = reading.Fault;
        return fault is null ? new JaegerQuery(query, ids) : null;
    }

    /// <summary>32 digits; fewer are filled up with zeros on the left, as old clients leave those out.</summary>
    public static bool TryTraceId(string text, out TraceId id)
    {
        id = default;
        return text.Length is > 0 and <= TraceId.HexLength
            && TraceId.TryParse(text.PadLeft(TraceId.HexLength, '0'), out id) && !id.IsNone;
    }

    private sealed class Reading(IQueryCollection parameters)
    {
        public QueryFault? Fault { get; private set; }

        public void Report(string parameter, string problem) => Fault ??= new QueryFault(parameter, problem);

        public string? Text(string name) => parameters[name].ToString() is { Length: > 0 } text ? text : null;

        public ulong? Micros(string name)
        {
            if (Text(name) is not { } text) return null;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
                && micros <= ulong.MaxValue / NanosPerMicro)
                return micros * NanosPerMicro;
            Report(name, "must be microseconds since the Unix epoch");
            return null;
        }

        public ulong? Duration(string name)
        {
            if (Text(name) is not { } text) return null;
            if (GoDuration.TryNanos(text, out var nanos)) return nanos;
            Report(name, "must be a duration such as 1.2ms");
            return null;
        }

        public int Limit()
        {
            if (Text("limit") is not { } text) return DefaultLimit;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit is >= 1 and <= TraceQuery.MaxLimit)
                return limit;
            Report("limit", $"must be from 1 to {TraceQuery.MaxLimit}");
            return DefaultLimit;
        }

        public ImmutableArray<TraceId> TraceIds()
        {
            var ids = ImmutableArray.CreateBuilder<TraceId>();
            foreach (var text in parameters["traceID"])
            {
                if (TryTraceId(text ?? "", out var id)) ids.Add(id);
                else Report("traceID", "must be 1 to 32 hexadecimal digits, not all zero");
            }
            return ids.DrainToImmutable();
        }

        public ImmutableArray<AttributeCondition> Tags()
        {
            var tags = ImmutableArray.CreateBuilder<AttributeCondition>();
            foreach (var text in parameters["tag"])
            {
                var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
                if (text is not null && colon > 0) Add(tags, "tag", text[..colon], text[(colon + 1)..]);
                else Report("tag", "must be key:value");
            }
            foreach (var text in parameters["tags"]) AddJson(tags, text ?? "");
            return tags.DrainToImmutable();
        }

        private void AddJson(ImmutableArray<AttributeCondition>.Builder tags, string text)
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                foreach (var pair in json.RootElement.EnumerateObject())
                    Add(tags, "tags", pair.Name, JaegerTags.Text(pair.Value));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                Report("tags", "must be a JSON object of key and value");
            }
        }

        private void Add(
            ImmutableArray<AttributeCondition>.Builder tags, string parameter, string key, string value)
        {
            if (AttributeCondition.TryCreate(key, AttributeOperator.Equal, value, AttributeScope.Any, out var problem)
                is { } condition)
                tags.Add(condition);
            else Report(parameter, problem ?? "cannot be read");
        }
    }
}

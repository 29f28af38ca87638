using System.Globalization;
using System.Text.Json;
using Tracing.Hosting.Doors.OtlpGrpc.Schema;

namespace Tracing.Hosting.Query;

/// <summary>Reads one trace by Jaeger's two APIs, Tempo's and Zipkin's. Each span becomes one line, to the microsecond and
/// with attributes as texts, because not every form has more.</summary>
internal static class FourApis
{
    private static readonly string[] _kinds = ["", "", "server", "client", "producer", "consumer"];

    // What Jaeger's or Zipkin's form has among the attributes, and OTLP elsewhere; host.name is one of the resource.
    private static readonly HashSet<string> _fields =
        ["host.name", "span.kind", "error", "otel.status_code", "otel.status_description", "otel.scope.name", "otel.scope.version"];

    /// <summary>Returns the lines of each API, in their order; none where it does not have the trace.</summary>
    public static async Task<(string Api, string[] Lines)[]> ReadAsync(RunningHost host, string id) =>
    [
        ("Jaeger", [.. Jaeger(await JsonAsync(host, host.Host.PageAddress, $"/api/traces/{id}")).Order(StringComparer.Ordinal)]),
        ("Jaeger v3", [.. JaegerV3(await JsonAsync(host, host.Host.PageAddress, $"/api/v3/traces/{id}")).Order(StringComparer.Ordinal)]),
        ("Tempo", [.. (await TempoAsync(host, id)).Order(StringComparer.Ordinal)]),
        ("Zipkin", [.. Zipkin(await JsonAsync(host, host.Host.ZipkinAddress, $"/api/v2/trace/{id}")).Order(StringComparer.Ordinal)]),
    ];

    private static async Task<JsonElement?> JsonAsync(RunningHost host, Uri port, string path)
    {
        using var answer = await host.Client.GetAsync(new Uri(port, path));
        return answer.IsSuccessStatusCode ? await RunningHost.JsonOf(answer) : null;
    }

    private static string Line(string span, string parent, string service, string name, string kind, long startMicros, long micros,
        bool isError, string message, IEnumerable<(string Key, string Value)> attributes, IEnumerable<(long Micros, string Name)> events) =>
        string.Create(CultureInfo.InvariantCulture, $"{span} <{parent} {service}/{name} {kind} {startMicros}+{micros} "
            + $"{(isError ? $"error:{message}" : "")} {string.Join(' ', attributes.Where(static one => !_fields.Contains(one.Key))
                .Select(static one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal))} "
            + $"{string.Join(' ', events.Select(static one => $"{one.Micros}:{one.Name}"))}");

    private static IEnumerable<string> Jaeger(JsonElement? answer)
    {
        if (answer?.GetProperty("data")[0] is not { } trace) return [];
        return trace.GetProperty("spans").EnumerateArray().Select(span =>
        {
            var tags = Pairs(span.GetProperty("tags")).ToArray();
            var isError = tags.Contains(("otel.status_code", "ERROR"));
            return Line(Text(span, "spanID"),
                span.GetProperty("references").EnumerateArray().Where(static one => Text(one, "refType") == "CHILD_OF")
                    .Select(static one => Text(one, "spanID")).SingleOrDefault() ?? "",
                Text(trace.GetProperty("processes").GetProperty(Text(span, "processID")), "serviceName"), Text(span, "operationName"),
                tags.FirstOrDefault(static one => one.Key == "span.kind").Value is { } kind and not "internal" ? kind : "",
                span.GetProperty("startTime").GetInt64(), span.GetProperty("duration").GetInt64(), isError,
                tags.FirstOrDefault(static one => one.Key == "otel.status_description").Value ?? "", tags,
                span.GetProperty("logs").EnumerateArray().Select(static log => (log.GetProperty("timestamp").GetInt64(),
                    Pairs(log.GetProperty("fields")).First(static field => field.Key == "event").Value)));
        });

        static IEnumerable<(string Key, string Value)> Pairs(JsonElement tags) => tags.EnumerateArray()
            .Select(static tag => (Text(tag, "key"), Plain(tag.GetProperty("value"))));
    }

    private static IEnumerable<string> JaegerV3(JsonElement? answer) =>
        from resource in answer?.GetProperty("result").GetProperty("resourceSpans").EnumerateArray() ?? []
        from scope in resource.GetProperty("scopeSpans").EnumerateArray()
        from span in scope.GetProperty("spans").EnumerateArray()
        let start = Micros(Text(span, "startTimeUnixNano"))
        let status = span.TryGetProperty("status", out var one) ? one : default
        select Line(Text(span, "spanId"), Text(span, "parentSpanId"),
            Pairs(resource.GetProperty("resource")).Single(static one => one.Key == "service.name").Value, Text(span, "name"),
            _kinds[span.GetProperty("kind").GetInt32()], start, (Nanos(Text(span, "endTimeUnixNano")) - Nanos(Text(span, "startTimeUnixNano"))) / 1_000,
            status.ValueKind != default && status.TryGetProperty("code", out var code) && code.GetInt32() == 2,
            status.ValueKind != default ? Text(status, "message") : "", Pairs(span),
            (span.TryGetProperty("events", out var events) ? events.EnumerateArray() : default)
                .Select(static one => (Micros(Text(one, "timeUnixNano")), Text(one, "name"))));

    private static IEnumerable<(string Key, string Value)> Pairs(JsonElement holder) =>
        (holder.TryGetProperty("attributes", out var attributes) ? attributes.EnumerateArray() : default)
            .Select(static one => (Text(one, "key"), Plain(one.GetProperty("value").EnumerateObject().First() is
            { Name: "arrayValue" } many ? many.Value.GetProperty("values") : one.GetProperty("value").EnumerateObject().First().Value)));

    private static async Task<IEnumerable<string>> TempoAsync(RunningHost host, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.TempoAddress, $"/api/traces/{id}"));
        request.Headers.Add("Accept", "application/protobuf");
        using var answer = await host.Client.SendAsync(request);
        if (!answer.IsSuccessStatusCode) return [];
        return from resource in TracesData.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()).ResourceSpans
               from scope in resource.ScopeSpans
               from span in scope.Spans
               select Line(Convert.ToHexStringLower(span.SpanId.Span), Convert.ToHexStringLower(span.ParentSpanId.Span),
                   resource.Resource.Attributes.Single(static one => one.Key == "service.name").Value.StringValue, span.Name,
                   _kinds[(int)span.Kind], (long)span.StartTimeUnixNano / 1_000, (long)(span.EndTimeUnixNano - span.StartTimeUnixNano) / 1_000,
                   (int?)span.Status?.Code == 2, span.Status?.Message ?? "",
                   span.Attributes.Select(static one => (one.Key, TextOf(one.Value))),
                   span.Events.Select(static one => ((long)one.TimeUnixNano / 1_000, one.Name)));

        static string TextOf(AnyValue value) => value.ValueCase switch
        {
            AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(',', value.ArrayValue.Values.Select(static one => $"\"{TextOf(one)}\""))}]",
            _ => value.StringValue,
        };
    }

    private static IEnumerable<string> Zipkin(JsonElement? answer) => (answer?.EnumerateArray() ?? default).Select(static span =>
    {
        var tags = (span.TryGetProperty("tags", out var given) ? given.EnumerateObject() : default)
            .Select(static one => (Key: one.Name, Value: one.Value.GetString()!)).ToList();
        if (span.TryGetProperty("remoteEndpoint", out var remote)) tags.Add(("peer.service", Text(remote, "serviceName")));
        var error = tags.FirstOrDefault(static one => one.Key == "error").Value;
        return Line(Text(span, "id"), Text(span, "parentId"), Text(span.GetProperty("localEndpoint"), "serviceName"), Text(span, "name"),
            Text(span, "kind").ToLowerInvariant(), span.GetProperty("timestamp").GetInt64(), span.GetProperty("duration").GetInt64(),
            error is not null, error is null or "true" ? "" : error, tags,
            (span.TryGetProperty("annotations", out var annotations) ? annotations.EnumerateArray() : default)
                .Select(static one => (one.GetProperty("timestamp").GetInt64(), Name(Text(one, "value")))));

        // An event with attributes is a JSON object with the name.
        static string Name(string text) =>
            text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text).EnumerateObject().First().Name : text;
    });

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(static one => $"\"{Plain(one.EnumerateObject().First().Value)}\""))}]",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean() ? "true" : "false",
        _ => value.GetRawText(),
    };

    private static string Text(JsonElement holder, string member) => holder.TryGetProperty(member, out var text) ? text.GetString()! : "";

    private static long Nanos(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Micros(string nanos) => Nanos(nanos) / 1_000;
}

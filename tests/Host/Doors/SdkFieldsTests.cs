using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tracing.Otlp;
using Tracing.Storage;
using Tracing.Storage.Exporting;

namespace Tracing.Hosting.Doors;

/// <summary>Each field of a thousand traces of the OpenTelemetry SDK, behind journal, store and onward export.</summary>
public sealed class SdkFieldsTests : IDisposable
{
    private const int Traces = 1000;
    private const string Service = "sdk";
    private const string Version = "4.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Every_field_of_the_SDKs_spans_is_in_the_answers_of_the_host_and_of_the_next_back_end(
        OtlpExportProtocol protocol)
    {
        var isGrpc = protocol == OtlpExportProtocol.Grpc;
        await using var next = await RunningHost.StartAsync();
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Storage = StorageSettings.Default with { Path = _folder.FullName },
            BackEnds =
            [
                new BackEndSettings("next",
                    new OtlpDestination(isGrpc ? next.Host.OtlpGrpcAddress : next.Host.OtlpHttpAddress)
                    {
                        Protocol = isGrpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf,
                    }, null, 64 << 20, 1),
            ],
        });
        var sent = await SendAsync(protocol,
            isGrpc ? host.Host.OtlpGrpcAddress : new Uri(host.Host.OtlpHttpAddress, "/v1/traces"));
        Assert.Equal(2 * Traces, sent.Count);
        foreach (var trace in sent.GroupBy(static activity => activity.TraceId.ToHexString()))
        {
            string[] expected = [.. trace.Select(Line).Order(StringComparer.Ordinal)];
            foreach (var asked in (RunningHost[])[host, next])
            {
                var answer = await RunningHost.UntilAsync(() => asked.GetJsonAsync($"/api/otlp/{trace.Key}"),
                    static json => json.TryGetProperty("resourceSpans", out var all) && Lines(all).Count() == 2);
                Assert.Equal(expected, Lines(answer.GetProperty("resourceSpans")).Order(StringComparer.Ordinal));
            }
        }
    }

    private static async Task<List<Activity>> SendAsync(OtlpExportProtocol protocol, Uri endpoint)
    {
        var ended = new List<Activity>();
        using var source = new ActivitySource(new ActivitySourceOptions($"Shop.{protocol}")
        {
            Version = Version,
            Tags = [new("team", "a"), new("number", 7)],
        });
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).SetSampler(new AlwaysOnSampler())
            .ConfigureResource(static resource => resource.Clear().AddService(Service, autoGenerateServiceInstanceId: false))
            .AddOtlpExporter(options =>
            {
                (options.Endpoint, options.Protocol) = (endpoint, protocol);
                options.BatchExportProcessorOptions.MaxQueueSize = 4 * Traces;
            }).Build();
        for (var i = 0; i < Traces; i++)
        {
            Activity.Current = null;
            using (var root = Start(source, "checkout", i))
            using (Start(source, $"pay {i % 7}", i))
            {
                // The child ends first.
            }
        }
        Assert.True(provider.ForceFlush(60_000));
        return ended;

        Activity Start(ActivitySource of, string name, int i)
        {
            var activity = of.StartActivity(name, (ActivityKind)(i % 5), default(ActivityContext),
                links: i % 2 == 0 ? [] : [Link(i)])!;
            activity.TraceStateString = i % 3 == 0 ? null : $"shop={i}";
            activity.SetTag("text", i % 4 == 0 ? "" : $"größe 😀 {i}").SetTag("int", i * 1_000_003L).SetTag("double", i / 7.0)
                .SetTag("bool", i % 2 == 0).SetTag("texts", new[] { "a,b", "" }).SetTag("ints", new[] { 1L, -i });
            activity.AddEvent(new ActivityEvent("stock", activity.StartTimeUtc.AddTicks(i), [new("left", i), new("of", "cup")]));
            if (i % 5 == 0) activity.AddException(new InvalidOperationException($"no cup {i}"));
            if (i % 3 == 0) activity.SetStatus(ActivityStatusCode.Error, $"gone {i}");
            else if (i % 3 == 1) activity.SetStatus(ActivityStatusCode.Ok);
            ended.Add(activity);
            return activity;
        }
    }

    private static ActivityLink Link(int i) => new(
        new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded,
            $"other={i}", isRemote: i % 4 == 1),
        new ActivityTagsCollection { ["why"] = "retry", ["nth"] = i });

    // One line for a span as the SDK has it, and one as the host answers it.
    private static string Line(Activity activity) => string.Join('|',
        $"service.name={Service}", activity.Source.Name, Version, Attributes(activity.Source.Tags!),
        activity.TraceId, activity.SpanId, activity.ParentSpanId == default ? "" : activity.ParentSpanId.ToHexString(),
        activity.TraceStateString, 0x101, activity.DisplayName, (int)activity.Kind switch { 0 => 1, 1 => 2, 2 => 3, 3 => 4, _ => 5 },
        Nanos(activity.StartTimeUtc), Nanos(activity.StartTimeUtc + activity.Duration), Attributes(activity.TagObjects),
        string.Join(';', activity.Events.Select(one => $"{Nanos(one.Timestamp.UtcDateTime)} {one.Name} {Attributes(one.Tags)}")),
        string.Join(';', activity.Links.Select(one => $"{one.Context.TraceId} {one.Context.SpanId} {one.Context.TraceState} "
            + $"{(one.Context.IsRemote ? 0x301 : 0x101)} {Attributes(one.Tags!)}")),
        activity.Status switch { ActivityStatusCode.Ok => 1, ActivityStatusCode.Error => 2, _ => 0 },
        activity.StatusDescription, 0, 0, 0);

    private static IEnumerable<string> Lines(JsonElement resourceSpans) =>
        from resource in resourceSpans.EnumerateArray()
        from scope in resource.GetProperty("scopeSpans").EnumerateArray()
        from span in scope.GetProperty("spans").EnumerateArray()
        let named = scope.GetProperty("scope")
        select string.Join('|',
            Values(resource.GetProperty("resource")), Text(named, "name"), Text(named, "version"), Values(named),
            Text(span, "traceId"), Text(span, "spanId"), Text(span, "parentSpanId"), Text(span, "traceState"),
            Text(span, "flags"), Text(span, "name"), Text(span, "kind"), Text(span, "startTimeUnixNano"),
            Text(span, "endTimeUnixNano"), Values(span),
            string.Join(';', Each(span, "events").Select(one => $"{Text(one, "timeUnixNano")} {Text(one, "name")} {Values(one)}")),
            string.Join(';', Each(span, "links").Select(one =>
                $"{Text(one, "traceId")} {Text(one, "spanId")} {Text(one, "traceState")} {Text(one, "flags")} {Values(one)}")),
            span.TryGetProperty("status", out var status) ? Number(status, "code") : "0",
            span.TryGetProperty("status", out var said) ? Text(said, "message") : "",
            Number(span, "droppedAttributesCount"), Number(span, "droppedEventsCount"), Number(span, "droppedLinksCount"));

    private static long Nanos(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * 100;

    private static string Attributes(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(',', tags.Select(static tag => $"{tag.Key}={Value(tag.Value)}"));

    private static string Value(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IEnumerable many => $"[{string.Join(',', many.Cast<object>().Select(Value))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Values(JsonElement owner) => string.Join(',', Each(owner, "attributes").Select(static one =>
        $"{one.GetProperty("key").GetString()}={Value(one.GetProperty("value"))}"));

    private static string Value(JsonElement any)
    {
        var field = any.EnumerateObject().Single();
        return field.Name switch
        {
            "arrayValue" => $"[{string.Join(',', Each(field.Value, "values").Select(Value))}]",
            "doubleValue" => field.Value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
            "boolValue" => field.Value.GetBoolean() ? "true" : "false",
            _ => field.Value.ToString(),
        };
    }

    private static JsonElement[] Each(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var all) ? [.. all.EnumerateArray()] : [];

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var one) ? one.ToString() : "";

    private static string Number(JsonElement owner, string name) => owner.TryGetProperty(name, out var one) ? one.ToString() : "0";
}

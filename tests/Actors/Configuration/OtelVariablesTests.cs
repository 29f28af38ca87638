using Akka.Configuration;
using Tracing.Configuration;
using Tracing.Otlp;
using Tracing.Sampling;

namespace Tracing.Actors.Configuration;

/// <summary>The OTEL_* variables as they reach the settings of an actor system.</summary>
public class OtelVariablesTests
{
    private static readonly Dictionary<string, string> _all = new(StringComparer.Ordinal)
    {
        ["OTEL_SERVICE_NAME"] = "till",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "team=a%20b,service.name=hidden,service.version=7",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off",
        ["OTEL_PROPAGATORS"] = "b3",
        ["OTEL_BSP_MAX_QUEUE_SIZE"] = "128",
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "64",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"] = "3",
        ["OTEL_SPAN_EVENT_COUNT_LIMIT"] = "4",
        ["OTEL_SPAN_LINK_COUNT_LIMIT"] = "5",
        ["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"] = "6",
        ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"] = "70",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1/",
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://127.0.0.1:2/v1/traces",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=Bearer%20abc",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1500",
        ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip",
    };

    [Fact]
    public void Each_variable_sets_its_setting()
    {
        var settings = Read("", _all);
        Assert.Equal("till", settings.ServiceName);
        Assert.Equal("till", settings.TracerResource()["service.name"]);
        Assert.Equal("a b", settings.TracerResource()["team"]);
        Assert.Equal("7", settings.TracerResource()["service.version"]);
        Assert.Equal(["b3"], settings.Propagator.Fields.AsEnumerable());
        Assert.Equal((128, 64, TimeSpan.FromMilliseconds(200)),
            (settings.Recorder.BufferCapacity, settings.Recorder.WakeAt, settings.ReportInterval));
        Assert.Equal(new SpanLimits { TagCount = 3, EventCount = 4, LinkCount = 5, TagsPerEntry = 6, StringLength = 70 },
            settings.Recorder.Limits);
        Assert.Equal(
            new OtlpDestination(new Uri("http://127.0.0.1:2/v1/traces"))
            {
                Protocol = OtlpProtocol.Grpc,
                IsWhole = true,
                Timeout = TimeSpan.FromSeconds(1.5),
                IsCompressed = true,
                Headers = [new("Authorization", "Bearer abc")],
            }, settings.Destination);
        Assert.False(Keeps(settings));
        Assert.Empty(settings.IgnoredVariables);
    }

    [Fact]
    public void Hocon_wins_over_the_variables()
    {
        var settings = Read("""
            tracing { service-name = shop, sampler = always, buffer-capacity = 65536, resource = "team=b" }
            tracing.reporter { otlp-endpoint = "http://127.0.0.1:9", protocol = "http/protobuf", interval = 50ms }
            """, _all);
        Assert.Equal(("shop", 65_536, TimeSpan.FromMilliseconds(50)),
            (settings.ServiceName, settings.Recorder.BufferCapacity, settings.ReportInterval));
        Assert.Equal((9, OtlpProtocol.HttpProtobuf), (settings.OtlpEndpoint!.Port, settings.Destination!.Protocol));
        Assert.Equal("b", settings.TracerResource()["team"]);
        Assert.True(Keeps(settings));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://h:4318", "http://h:4318/")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://h:4318/in", "http://h:4318/in")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://h:4318/v1/traces", "http://h:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:4318", "http://h:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:4318/in/", "http://h:4318/in/v1/traces")]
    public void Only_the_address_for_traces_is_used_as_it_is(string variable, string value, string asked) => Assert.Equal(
        new Uri(asked), Read("", new() { [variable] = value }).Destination!.Traces);

    [Fact]
    public void An_endpoint_in_hocon_is_a_base_address_also_beside_the_variable_for_traces() => Assert.Equal(
        new Uri("http://here:4318/v1/traces"),
        Read("tracing.reporter.otlp-endpoint = \"http://here:4318\"",
            new() { ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://there:4318/in" }).Destination!.Traces);

    [Fact]
    public void The_variables_do_not_count_where_they_are_switched_off()
    {
        var settings = Read("tracing.otel-variables = off", _all);
        Assert.Equal("system", settings.ServiceName);
        Assert.Null(settings.Destination);
    }

    [Fact]
    public void A_disabled_sdk_records_and_reports_nothing()
    {
        var settings = Read("", new(_all) { ["OTEL_SDK_DISABLED"] = "true", ["OTEL_TRACES_SAMPLER"] = "always_on" });
        Assert.Null(settings.Destination);
        Assert.False(Keeps(settings));
    }

    [Fact]
    public void The_name_of_the_service_may_come_from_the_resource_attributes() => Assert.Equal("shelf",
        Read("", new() { ["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=shelf" }).ServiceName);

    [Fact]
    public void A_ratio_comes_from_the_samplers_argument() => Assert.False(Keeps(
        Read("", new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0" })));

    [Fact]
    public void A_value_that_means_nothing_here_is_ignored_and_told()
    {
        var settings = Read("", new()
        {
            ["OTEL_TRACES_SAMPLER"] = "jaeger_remote",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "soon",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json",
            ["OTEL_SERVICE_NAME"] = " ",
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "1",
        });
        Assert.Equal(
        [
            "OTEL_TRACES_SAMPLER = jaeger_remote is ignored: tracing.sampler cannot have this value",
            "OTEL_BSP_SCHEDULE_DELAY = soon is ignored: tracing.reporter.interval cannot have this value",
            "OTEL_EXPORTER_OTLP_PROTOCOL = http/json is ignored: tracing.reporter.protocol cannot have this value",
        ], settings.IgnoredVariables.AsEnumerable());
        Assert.Equal(("system", 2), (settings.ServiceName, settings.Recorder.BufferCapacity));
    }

    [Fact]
    public void Every_setting_that_a_variable_sets_is_a_key_of_the_reference()
    {
        var reference = new HoconSource(ActorTracing.Reference);
        Assert.All(OtelVariables.Known, known => Assert.NotNull(reference.Find(known.Key)));
    }

    private static ActorTracingSettings Read(string hocon, Dictionary<string, string> variables) =>
        ActorTracingSettings.Read(ConfigurationFactory.ParseString(hocon).WithFallback(ActorTracing.Reference), "system",
            new OtelVariables(variables.GetValueOrDefault));

    private static bool Keeps(ActorTracingSettings settings) => settings.Recorder.Sampler.Decide(
        new SamplingRequest(default, TraceId.NewRandom(), "x", SpanKind.Internal, "shop")).Keeps;
}

file static class Resources
{
    public static Dictionary<string, string?> TracerResource(this ActorTracingSettings settings) =>
        ProcessAttributes.ResourceOf(settings.ServiceName, settings.ResourceTags).Tags
            .ToDictionary(tag => tag.Key, tag => tag.Value.AsString);
}

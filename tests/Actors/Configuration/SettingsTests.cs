using Akka.Actor;
using Akka.Configuration;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Sampling;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors.Configuration;

public class SettingsTests
{
    private const string Patterns = "must be at most 64 patterns of at most 256 characters, separated by commas";

    private static readonly string _tooLong = new('x', 257);

    public static TheoryData<string, string, string> Unusable => new()
    {
        { "sampler", "sometimes", "must be one of always, never, ratio" },
        { "ratio", "1.5", "must be a number from 0 to 1" },
        { "ratio", "-0.1", "must be a number from 0 to 1" },
        { "ratio", "NaN", "must be a number from 0 to 1" },
        { "buffer-capacity", "1", "must be a whole number from 2 to 16777216" },
        { "buffer-capacity", "many", "must be a whole number from 2 to 16777216" },
        { "otel-variables", "perhaps", "must be on or off" },
        { "disabled", "perhaps", "must be on or off" },
        { "resource", "a", "must be pairs such as a=1,b=2" },
        {
            "propagators", "jaeger",
            "must be one or more of tracecontext, baggage, b3, b3multi, tutorial, or none alone"
        },
        { "limits.tags", "-1", "must be a whole number from 0 to 2147483647" },
        { "limits.events", "-1", "must be a whole number from 0 to 2147483647" },
        { "limits.links", "-1", "must be a whole number from 0 to 2147483647" },
        { "limits.tags-per-entry", "-1", "must be a whole number from 0 to 2147483647" },
        { "limits.text-length", "-1", "must be a whole number from 0 to 2147483647" },
        { "reporter.protocol", "http/json", "must be one of http/protobuf, grpc" },
        { "reporter.headers", "secret", "must be pairs such as a=1,b=2" },
        { "reporter.compression", "br", "must be one of none, gzip" },
        { "reporter.timeout", "10", "needs a unit (ms, s, m, h); must be from 10ms to 10m" },
        { "reporter.wake-at", "0", "must be a whole number from 1 to 16777216" },
        { "reporter.interval", "50", "needs a unit (ms, s, m, h); must be from 1ms to 10s" },
        { "reporter.interval", "11s", "must be from 1ms to 10s" },
        { "reporter.resend-after", "1ms", "must be from 10ms to 10m" },
        { "reporter.in-flight", "0", "must be a whole number from 1 to 1024" },
        { "reporter.in-flight", "2.5", "must be a whole number from 1 to 1024" },
        { "collector.settle", "11m", "must be from 1ms to 10m" },
        { "collector.max-age", "0s", "must be from 1ms to 1h" },
        { "collector.max-spans-per-trace", "0", "must be a whole number from 1 to 10000000" },
        { "collector.hard-max-spans-per-trace", "0", "must be a whole number from 1 to 100000000" },
        { "collector.max-bytes", "1B", "must be a size from 1KiB to 1TiB, such as 64MiB" },
        { "collector.remembered-spans", "-1", "must be a whole number from 0 to 100000000" },
        { "collector.remembered-drops", "-1", "must be a whole number from 0 to 1000000000" },
        { "collector.figures", "0", "must be a whole number from 1 to 100000" },
        { "sampling.default", "perhaps", "must be one of keep, drop" },
        { "sampling.reconsider", "2h", "must be from 0ms to 1h" },
        { "instrumentation.continue", _tooLong, Patterns },
        { "instrumentation.start", _tooLong, Patterns },
        { "instrumentation.never", _tooLong, Patterns },
        { "instrumentation.never-messages", _tooLong, Patterns },
        { "instrumentation.never-cuts", "perhaps", "must be on or off" },
        { "instrumentation.chains-up-to", "2h", "must be from 1ms to 1h" },
        {
            "instrumentation.parts", "System.String",
            "System.String must be an IInstrumentationPart with a constructor without arguments"
        },
        { "instrumentation.scheduled-up-to", "2h", "must be from 0ms to 1h" },
        { "instrumentation.remote.propagate", "maybe", "must be one of off, read, write" },
        { "instrumentation.starts-per-second", "-1", "must be a number from 0 to 1000000" },
        { "instrumentation.starts-per-second", "0.00001", "must be 0, or a number from 0.0001 to 1000000" },
        {
            "activities.sources", _tooLong,
            "must be at most 64 patterns of at most 256 characters, separated by commas"
        },
        { "logs.ids", "perhaps", "must be on or off" },
        { "logs.attach", "perhaps", "must be one of off, debug, info, warning, error" },
        { "reporter.journal-after", "11m", "must be from 1ms to 10m" },
        { "reporter.journal-max-bytes", "1KiB", "must be a size from 1MiB to 1TiB, such as 64MiB" },
        { "reporter.max-held-bytes", "1B", "must be a size from 1KiB to 1TiB, such as 64MiB" },
        { "reporter.certificate", "here", "must be a PEM file with certificates" },
        {
            "reporter.client-certificate", "here",
            "must be a PEM file with a certificate, and with its key unless tracing.reporter.client-key has it"
        },
        { "reporter.client-key", "here", "needs tracing.reporter.client-certificate beside it" },
        { "reporter.otlp-endpoint", "here", "must be an http or https address, such as http://127.0.0.1:4318" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void An_unusable_value_is_one_line_with_key_value_and_range(string key, string value, string allowed)
    {
        var hocon = ConfigurationFactory.ParseString($"tracing.{key} = \"{value}\", tracing.sampler = ratio")
            .WithFallback(ActorTracing.Reference);
        if (key == "sampler") hocon = ConfigurationFactory.ParseString($"tracing.sampler = {value}");
        var fault = Assert.Throws<ConfigurationException>(() => ReadAll(hocon));
        // A header often holds a secret.
        var shown = key == "reporter.headers" ? "(not shown)" : value;
        Assert.Equal($"tracing.{key} = {shown}: {allowed}", fault.Message);
    }

    [Fact]
    public void Every_key_of_the_reference_is_tested_for_unusable_values_or_takes_any_text()
    {
        var tested = Unusable.Select(row => (string)row[0]).Append("service-name").Append("reporter.journal").ToHashSet();
        Assert.Equal(Keys(ActorTracing.Reference), tested.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tracing.colector.settle = 1s", "tracing.colector: there is no such setting; tracing has ")]
    [InlineData("tracing.collector.setle = 1s", "tracing.collector.setle: there is no such setting; tracing.collector has ")]
    public async Task An_unknown_key_is_refused_with_a_list_of_the_known_ones(string hocon, string message)
    {
        using var system = ActorSystem.Create("test", "akka.loglevel = OFF, akka.stdout-loglevel = OFF, " + hocon);
        var fault = Assert.ThrowsAny<Exception>(() => ActorTracing.For(system)).GetBaseException();
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public void A_section_where_a_value_belongs_is_refused()
    {
        var fault = Assert.Throws<ConfigurationException>(() => ReadAll("tracing.buffer-capacity { a = 1 }"));
        Assert.StartsWith("tracing.buffer-capacity = ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_actor_system_does_not_start_with_an_unusable_value()
    {
        var config = ConfigurationFactory.ParseString("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            tracing.reporter.in-flight = 0
            """);
        using var system = ActorSystem.Create("test", config);
        var fault = Assert.ThrowsAny<Exception>(() => ActorTracing.For(system)).GetBaseException();
        Assert.Equal("tracing.reporter.in-flight = 0: must be a whole number from 1 to 1024", fault.Message);
        await system.Terminate();
    }

    [Fact]
    public void The_defaults_of_the_reference_are_those_of_the_code()
    {
        var (fromReference, collectorFromReference) = ReadAll(ActorTracing.Reference);
        var (fromCode, collectorFromCode) = ReadAll(Config.Empty);
        Assert.Equal(Samples(fromCode), Samples(fromReference));
        Assert.Equal(fromCode with { Recorder = fromReference.Recorder }, fromReference);
        Assert.Equal(fromCode.Recorder with { Sampler = fromReference.Recorder.Sampler }, fromReference.Recorder);
        Assert.Equal(AssemblerSettings.Default with { Sampling = collectorFromCode.Sampling }, collectorFromCode);
        Assert.Equal(collectorFromCode with { Sampling = collectorFromReference.Sampling }, collectorFromReference);
        Assert.All([AssemblerSettings.Default.Sampling, collectorFromCode.Sampling, collectorFromReference.Sampling],
            sampling => Assert.Equal((true, 0), (sampling.KeepsByDefault, sampling.Policies.Length)));
        Assert.Equal(new RecorderSettings().BufferCapacity, fromCode.Recorder.BufferCapacity);
    }

    [Fact]
    public void Several_patterns_are_written_as_a_list_or_with_commas()
    {
        var asList = ConfigurationFactory.ParseString("""tracing.instrumentation.start = ["/user/a", "Shop.*"]""");
        var asText = ConfigurationFactory.ParseString("""tracing.instrumentation.start = "/user/a, Shop.*" """);
        foreach (var config in new[] { asList, asText })
        {
            var settings = InstrumentationSettings.Read(new ConfigReader(new HoconSource(config)));
            Assert.Equal(["/user/a", "Shop.*"], settings.Start.AsEnumerable());
        }
    }

    [Fact]
    public void The_service_is_called_like_the_system_unless_it_is_named()
    {
        Assert.Equal("shop", ReadAll(Config.Empty).Actors.ServiceName);
        Assert.Equal("till", ReadAll("tracing.service-name = till").Actors.ServiceName);
    }

    [Theory]
    [InlineData("always", 1.0, 1000, 1000)]
    [InlineData("never", 1.0, 0, 0)]
    [InlineData("ratio", 0.0, 0, 0)]
    [InlineData("ratio", 0.25, 180, 320)]
    [InlineData("ratio", 1.0, 1000, 1000)]
    public void The_sampler_keeps_the_share_of_traces_that_is_configured(string sampler, double ratio, int min, int max)
    {
        var settings = ReadAll(ConfigurationFactory.ParseString(
            FormattableString.Invariant($"tracing.sampler = {sampler}, tracing.ratio = {ratio}"))).Actors;
        Assert.InRange(Samples(settings), min, max);
    }

    [Fact]
    public void An_operators_file_that_is_not_hocon_is_one_line()
    {
        var fault = Assert.Throws<ConfigurationException>(() => HoconSource.Parse("tracing.ratio = ${nowhere}", "my.hocon"));
        Assert.StartsWith("my.hocon: not HOCON: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private static int Samples(ActorTracingSettings settings) => Enumerable.Range(0, 1000).Count(_ =>
        settings.Recorder.Sampler.Decide(
            new SamplingRequest(default, TraceId.NewRandom(), "x", SpanKind.Internal, "shop")).Keeps);

    private static (ActorTracingSettings Actors, AssemblerSettings Collector) ReadAll(Config config)
    {
        var reader = ActorTracingSettings.ReaderOf(config, new OtelVariables(static _ => null));
        InstrumentationSettings.Read(reader);
        InstrumentationParts.Read(reader, () => Akka.Event.NoLogger.Instance);
        return (ActorTracingSettings.Read(reader, "shop"), AssemblerSettings.Read(reader));
    }

    private static IEnumerable<string> Keys(Config config)
    {
        return Below("", config.GetConfig("tracing")).Order(StringComparer.Ordinal);

        static IEnumerable<string> Below(string path, Config config) => config.AsEnumerable().SelectMany(pair =>
            pair.Value.IsObject() && pair.Value.GetObject().Items.Count == 0 ? []
            : pair.Value.IsObject() ? Below($"{path}{pair.Key}.", config.GetConfig(pair.Key)) : [path + pair.Key]);
    }
}

using System.Net;
using System.Text;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Keeping;
using Tracing.Otlp;
using Tracing.Storage;
using Tracing.Storage.Exporting;
using Tracing.TailSampling.Configuring;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Hosting.Exporting;

public sealed class OnwardExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("export-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string TraceIdOf(int number) => $"0af7651916cd43dd8448eb21{number:x8}";

    private static TraceId Id(int number) => TraceId.TryParse(TraceIdOf(number), out var id) ? id : default;

    private static ConfigReader ReaderOf(string hocon) => new(new HoconSource(ConfigurationFactory.ParseString(hocon)));

    private static BackEndSettings To(Uri address, OtlpProtocol protocol = OtlpProtocol.HttpProtobuf, long maxBytes = 64 << 20) =>
        new("next", new OtlpDestination(address) { Protocol = protocol }, null, maxBytes, 1);

    private HostSettings Sending(params ReadOnlySpan<BackEndSettings> backEnds) => RunningHost.Settings with
    {
        Storage = StorageSettings.Default with { Path = _folder.FullName },
        BackEnds = [.. backEnds],
    };

    private static async Task SendAsync(RunningHost host, int from, int to, string tags = "")
    {
        for (var number = from; number <= to; number++)
        {
            var answer = await host.PostAsync(SomeJson.Request(
                SomeJson.Span(1, children: 1, traceId: TraceIdOf(number), tags: tags),
                SomeJson.Span(2, parent: 1, traceId: TraceIdOf(number))));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static Task<int> CountAsync(RunningHost host, int expected) => RunningHost.UntilAsync(
        async () => (await host.Host.Store.FindAsync(new TraceQuery(Limit: 1_000))).Count(static trace => trace.Summary.SpanCount == 2),
        count => count >= expected);

    private static async Task<string> MetricAsync(RunningHost host, string name) =>
        (await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync())
        .Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task Kept_traces_reach_the_next_back_end_with_the_same_bytes(OtlpProtocol protocol)
    {
        await using var next = await RunningHost.StartAsync();
        var address = protocol == OtlpProtocol.Grpc ? next.Host.OtlpGrpcAddress : next.Host.OtlpHttpAddress;
        await using var host = await RunningHost.StartAsync(Sending(To(address, protocol)));
        await SendAsync(host, 1, 20);
        Assert.Equal(20, await CountAsync(next, 20));
        foreach (var sent in await host.Host.Store.FindAsync(new TraceQuery(Limit: 100)))
        {
            var got = await next.Host.Store.GetAsync(sent.TraceId);
            Assert.Equal(OtlpProtobuf.Write(sent.Raw), OtlpProtobuf.Write(got!.Raw));
        }
        Assert.EndsWith(" 40", await MetricAsync(host, """tracing_export_sent_spans_total{back_end="next"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_keeps_nothing_hands_on_only_what_its_sampler_keeps()
    {
        await using var next = await RunningHost.StartAsync();
        var settings = Sending(To(next.Host.OtlpHttpAddress));
        const string Sampling = """
            tracing.sampling { default = drop, policies { good { type = attribute, key = wanted, equals = "yes" } } }
            """;
        settings = settings with
        {
            Storage = settings.Storage with { Store = StoreKind.None },
            Assembler = settings.Assembler with { Sampling = SamplingReader.Read(ReaderOf(Sampling)) },
        };
        await using var host = await RunningHost.StartAsync(settings);
        await SendAsync(host, 1, 5);
        await SendAsync(host, 6, 10, """,{"key":"wanted","value":{"stringValue":"yes"}}""");
        Assert.Equal(5, await CountAsync(next, 5));
        Assert.NotNull(await next.Host.Store.GetAsync(Id(6)));
        Assert.Null(await next.Host.Store.GetAsync(Id(5)));
        Assert.Empty(await host.Host.Store.FindAsync(new TraceQuery()));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "traces.db")));
    }

    [Fact]
    public async Task A_back_end_that_is_away_delays_nothing_and_gets_all_after_the_restart_of_both()
    {
        Uri address;
        await using (var next = await RunningHost.StartAsync()) address = next.Host.OtlpHttpAddress;
        var settings = Sending(To(address));
        await using (var host = await RunningHost.StartAsync(settings))
        {
            await SendAsync(host, 1, 10);
            Assert.Equal(10, await CountAsync(host, 10));
        }
        await using var back = await RunningHost.StartAsync(RunningHost.Settings with { OtlpHttpPort = address.Port });
        await using var again = await RunningHost.StartAsync(settings);
        await SendAsync(again, 11, 12);
        Assert.Equal(12, await CountAsync(back, 12));
    }

    [Fact]
    public async Task A_queue_without_room_loses_what_it_counts_and_the_store_has_it_all()
    {
        Uri address;
        await using (var next = await RunningHost.StartAsync()) address = next.Host.OtlpHttpAddress;
        await using var host = await RunningHost.StartAsync(Sending(To(address, maxBytes: 2_000)));
        await SendAsync(host, 1, 20);
        Assert.Equal(20, await CountAsync(host, 20));
        var lost = await MetricAsync(host, """tracing_export_lost_spans_total{back_end="next",reason="queue_full"}""");
        Assert.InRange(int.Parse(lost.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 2, 40);
    }

    [Fact]
    public async Task What_a_back_end_refuses_for_good_is_counted_and_told_once()
    {
        await using var next = await RunningHost.StartAsync();
        var told = new List<string>();
        var settings = Sending(To(new Uri(next.Host.OtlpHttpAddress, "/nothing")));
        await using var host = await RunningHost.StartAsync(
            settings, sink => ActorEngine.Start("", [], settings.Assembler, sink), line => { lock (told) told.Add(line); });
        await SendAsync(host, 1, 3);
        await RunningHost.UntilAsync(
            () => MetricAsync(host, """tracing_export_lost_spans_total{back_end="next",reason="refused"}"""),
            static line => line.EndsWith(" 6", StringComparison.Ordinal));
        lock (told) Assert.Contains("404", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_gets_a_line_for_each_group_of_traces_and_is_renamed_when_it_is_full()
    {
        var file = Path.Combine(_folder.FullName, "out", "traces.jsonl");
        var settings = Sending(new BackEndSettings("files", null, file, 4_000, 3));
        await using (var host = await RunningHost.StartAsync(settings))
        {
            for (var number = 1; number <= 20; number++)
            {
                await SendAsync(host, number, number);
                // Else several traces are one group.
                await RunningHost.UntilAsync(
                    () => MetricAsync(host, """tracing_export_sent_spans_total{back_end="files"}"""),
                    line => line.EndsWith($" {2 * number}", StringComparison.Ordinal));
            }
        }
        var files = Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName).Order();
        Assert.Equal(["traces.1.jsonl", "traces.2.jsonl", "traces.jsonl"], files);
        foreach (var line in File.ReadAllLines(file))
            Assert.NotEmpty(OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes(line), out _)!.Spans);
        // The newest is never lost.
        Assert.Contains(TraceIdOf(20), await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a { }", "tracing.export.a")]
    [InlineData("a { endpoint = nowhere }", "tracing.export.a.endpoint")]
    [InlineData("a { endpoint = \"http://x\", file = y }", "tracing.export.a")]
    [InlineData("a { endpoint = \"http://x\", protocol = soap }", "tracing.export.a.protocol")]
    [InlineData("a { file = y, fiels = 3 }", "tracing.export.a.fiels")]
    [InlineData("a { file = y, files = 0 }", "tracing.export.a.files")]
    [InlineData("\"a b\" { file = y }", "tracing.export.a b")]
    public void A_setting_that_is_unusable_is_named(string hocon, string key)
    {
        var config = ReaderOf($"tracing.export {{ {hocon} }}");
        Assert.StartsWith($"{key} ", Assert.Throws<ConfigurationException>(() => BackEndSettings.Read(config)).Message + " ",
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_headers_value_is_in_no_message()
    {
        var config = ReaderOf("tracing.export.a { endpoint = \"http://x\", headers = s3cret }");
        Assert.DoesNotContain("s3cret",
            Assert.Throws<ConfigurationException>(() => BackEndSettings.Read(config)).Message, StringComparison.Ordinal);
    }
}

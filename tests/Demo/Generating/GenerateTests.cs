using System.Globalization;
using Tracing.Actors;
using Tracing.Closing;
using Tracing.Configuration;
using Tracing.Hosting;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Demo.Generating;

public class GenerateTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static HostSettings Settings { get; } = new()
    {
        OtlpHttpPort = 0,
        OtlpGrpcPort = 0,
        ZipkinPort = 0,
        TempoPort = 0,
        JaegerGrpcPort = 0,
        PagePort = 0,
        Storage = StorageSettings.Default with { Path = StorageSettings.InMemory },
    };

    [Theory]
    [InlineData("http/protobuf", CompletenessKind.Exact)]
    [InlineData("grpc", CompletenessKind.Exact)]
    [InlineData("zipkin", CompletenessKind.Open)]
    public async Task What_it_says_was_taken_is_there_with_all_its_spans(string protocol, CompletenessKind kind)
    {
        await using var host = await TracingHost.StartAsync(
            Settings, sink => ActorEngine.Start("", [], Settings.Assembler, sink));
        var to = protocol switch
        {
            "grpc" => host.OtlpGrpcAddress,
            "zipkin" => host.ZipkinAddress,
            _ => host.OtlpHttpAddress,
        };
        var ids = Path.GetTempFileName();
        using var output = new StringWriter();
        Assert.Equal(0, await Program.RunAsync(
            ["generate", "--to", $"{to}", "--protocol", protocol, "--traces", "150", "--connections", "2", "--ids", ids],
            output, output));
        Assert.Contains(" 150 traces, ", output.ToString(), StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(ids);
        File.Delete(ids);
        Assert.Equal(150, lines.Length);
        var shown = new OpenTraceStore(host.Store, host.Engine);
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            Assert.True(TraceId.TryParse(words[0], out var id));
            var kept = await EventuallyAsync(shown, id);
            Assert.Equal((kind, int.Parse(words[1], CultureInfo.InvariantCulture)), (kept.Completeness.Kind, kept.Raw.Length));
        }
    }

    [Fact]
    public async Task A_problem_names_the_flag_that_mends_it()
    {
        await using var host = await TracingHost.StartAsync(
            Settings, sink => ActorEngine.Start("", [], Settings.Assembler, sink));
        using var output = new StringWriter();
        Assert.Equal(1, await Program.RunAsync(
            ["generate", "--to", $"{host.OtlpGrpcAddress}", "--traces", "1"], output, output));
        Assert.Contains("last problem: ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("set --protocol to grpc", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "--system", "must have a list generate.operations")]
    [InlineData("{ service = a, weight = 1 }", "generate.operations[0].name", "must be given")]
    [InlineData("{ name = a, service = b }", "generate.operations", "must have an operation with a weight")]
    [InlineData("{ name = a, service = b, weight = 1, calls = [c] }", "generate.operations.a.calls", "is no operation")]
    [InlineData("{ name = a, service = b, weight = 1, calls = [a] }", "generate.operations.a.calls", "leads more than 32 calls deep")]
    [InlineData("{ name = a, service = b, weight = 1, latency = soon }", "generate.operations[0].latency", "must be a time")]
    [InlineData("{ name = a, service = b, weight = 1, fails = 2 }", "generate.operations[0].fails", "must be a number from 0 to 1")]
    [InlineData("{ name = a, service = b, weight = 1, kind = butler }", "generate.operations[0].kind", "must be internal")]
    [InlineData("{ name = a, service = b, weight = 1, attributes = [\"k={dice}\"] }", "generate.operations[0].attributes", "{dice}: must be")]
    [InlineData("{ name = a, service = b, weight = 1, attributes = [\"k\"] }", "generate.operations[0].attributes", "must be name=text")]
    [InlineData("{ name = a, service = b, wieght = 1 }", "generate.operations[0].wieght", "unknown key")]
    public void A_description_that_is_unusable_is_refused_with_its_key(string operation, string key, string problem)
    {
        var hocon = operation.Length == 0 ? "generate { }" : $"generate.operations = [ {operation} ]";
        var refused = Assert.Throws<ConfigurationException>(() => SystemPlan.Parse(hocon, "x.conf"));
        Assert.StartsWith($"{key} = ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failing_calls_are_made_again_and_fail_their_caller_in_the_end()
    {
        var plan = SystemPlan.Parse("""
            generate.operations = [
              { name = a, service = s, weight = 1, latency = 1ms, retries = 2, calls = [b] }
              { name = b, service = t, latency = 2ms, fails = 1 }
            ]
            """, "x.conf");
        var spans = new List<MadeSpan>();
        new TraceMaker(plan, seed: 1).Make(spans, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal(["b", "b", "b", "a"], spans.Select(static made => made.Span.Name));
        Assert.All(spans, static made => Assert.Equal(SpanStatus.Error, made.Span.Status));
        var root = spans[^1].Span;
        Assert.Equal((7_000_000ul, 3L), (root.DurationNanos, root[TracingTags.Children].AsInt));
        Assert.All(spans[..3], made => Assert.InRange(made.Span.StartUnixNanos, root.StartUnixNanos, root.EndUnixNanos));
    }

    [Fact]
    public void Each_connection_of_each_seed_makes_traces_of_its_own_and_the_same_ones_again()
    {
        var plan = SystemPlan.Parse("generate.operations = [ { name = a, service = s, weight = 1 } ]", "x.conf");
        var ids = (from seed in Enumerable.Range(0, 10) from series in Enumerable.Range(0, 64) select Id(seed, series)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids[65], Id(1, 1));

        TraceId Id(int seed, int series) => new TraceMaker(plan, seed, series).Make([], DateTimeOffset.UnixEpoch.AddDays(1));
    }

    private static async Task<KeptTrace> EventuallyAsync(OpenTraceStore store, TraceId id)
    {
        using var deadline = new CancellationTokenSource(_patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            if (await store.GetAsync(id, deadline.Token) is { } kept) return kept;
            await pause.WaitForNextTickAsync(deadline.Token);
        }
    }
}

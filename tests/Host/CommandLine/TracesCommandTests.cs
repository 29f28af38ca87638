using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.CommandLine;

public class TracesCommandTests
{
    private const string Failed = ""","status":{"code":2,"message":"no stock"}""";

    private static readonly string[] _newLine = ["\n"];

    private static async Task<RunningHost> WithTracesAsync(int count)
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("OrderService", [.. Enumerable.Range(1, count).Select(trace =>
            SomeJson.Span(1, 0, 0, $"order {trace}", trace == 2 ? Failed : "",
                $$$""",{"key":"order.id","value":{"intValue":"{{{trace}}}"}}""",
                trace.ToString("x32", CultureInfo.InvariantCulture), trace * 1_000L, trace * 1_000L))]));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?limit=1000"), found => found.GetProperty("traces").GetArrayLength() == count);
        return host;
    }

    private static async Task<(int Code, string[] Lines, string Errors)> RunAsync(RunningHost? host, params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var root = new RootCommand();
        root.Subcommands.Add(new TracesCommand(TimeProvider.System).Create());
        root.Subcommands.Add(new TraceCommand().Create());
        string[] url = host is null ? [] : ["--url", $"{host.Host.PageAddress}"];
        var code = await CommandLineRoot.RunAsync(root, [.. args, .. url], output, errors);
        return (code, $"{output}".ReplaceLineEndings("\n").Split(_newLine, StringSplitOptions.RemoveEmptyEntries), $"{errors}".Trim());
    }

    [Fact]
    public async Task A_search_lists_the_newest_traces_that_match_all_flags()
    {
        await using var host = await WithTracesAsync(9);
        var (code, lines, errors) = await RunAsync(host, "traces", "--service", "OrderService", "--min-duration", "3ms", "--tag", "order.id<=5");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("started ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("00000000000000000000000000000005    5.00 ms       1  exact                order 5 (OrderService)", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("order 3 (OrderService)", lines[3], StringComparison.Ordinal);

        (_, lines, _) = await RunAsync(host, "traces", "--error");
        Assert.Contains("exact, 1 error", Assert.Single(lines[1..]), StringComparison.Ordinal);
        (_, lines, _) = await RunAsync(host, "traces", "--slowest", "--limit", "2");
        Assert.EndsWith("order 9 (OrderService)", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        Assert.Equal((1, "no trace matches"), await FailAsync(host, "traces", "--service", "nobody"));
    }

    [Fact]
    public async Task A_limit_above_a_page_asks_for_more_pages_and_each_line_of_json_is_a_trace()
    {
        const int Many = 1_200;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request([.. Enumerable.Range(1, Many).Select(trace =>
            SomeJson.Span(1, traceId: trace.ToString("x32", CultureInfo.InvariantCulture), startMicros: trace))]));
        await RunningHost.UntilAsync(async () => (await RunAsync(host, "traces", "--json", "--limit", "5000")).Lines, lines => lines.Length == Many);
        var (_, lines, _) = await RunAsync(host, "traces", "--json", "--limit", "1100");
        Assert.Equal(Enumerable.Range(101, 1_100).Reverse().Select(trace => trace.ToString("x32", CultureInfo.InvariantCulture)),
            lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("id").GetString()));
    }

    [Fact]
    public async Task One_trace_is_shown_as_a_tree_or_as_OTLP()
    {
        await using var host = await WithTracesAsync(2);
        var (code, lines, _) = await RunAsync(host, "trace", "2");
        Assert.Equal(0, code);
        Assert.Equal("trace 00000000000000000000000000000002  exact  1 span, 1 service, 2.00 ms", lines[0]);
        Assert.Contains("✗ no stock", lines[1], StringComparison.Ordinal);
        Assert.Equal("critical path, 2.00 ms", lines[2]);
        (_, lines, _) = await RunAsync(host, "trace", "2", "--json");
        Assert.StartsWith("""{"resourceSpans":[""", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal((1, "trace 17 is not there, or no longer kept"), await FailAsync(host, "trace", "17"));
    }

    [Fact]
    public async Task A_query_in_TraceQL_finds_traces_and_a_broken_one_is_shown_with_the_place()
    {
        await using var host = await WithTracesAsync(9);
        var (code, lines, errors) = await RunAsync(
            host, "traces", "--query", "{ resource.service.name = \"OrderService\" && duration > 3ms && .order.id <= 5 }");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(["order 5 (OrderService)", "order 4 (OrderService)"], lines[1..].Select(line => line[^22..]));
        (_, lines, _) = await RunAsync(host, "traces", "--query", "{ .order.id > 2 }", "--slowest", "--limit", "1");
        Assert.EndsWith("order 9 (OrderService)", Assert.Single(lines[1..]), StringComparison.Ordinal);
        Assert.Equal((2, "--query: expected a field or a value, found '='\n  { .a == 4 }\n        ^"),
            await FailAsync(host, "traces", "--query", "{ .a == 4 }"));
        Assert.Equal((2, "--service = shop: cannot be given together with q"),
            await FailAsync(host, "traces", "--query", "{ }", "--service", "shop"));
    }

    [Theory]
    [InlineData("--min-duration = 5: must be a duration such as 1.2ms", "traces", "--min-duration", "5")]
    [InlineData("--limit = 0: must be a whole number from 1 to 10000", "traces", "--limit", "0")]
    [InlineData("--tag = x: x: must be name=value; comparisons are = != > >= < <= =~ !~ *=", "traces", "--tag", "x")]
    [InlineData("--completeness = whole: must be one of exact, settled, partial, open", "traces", "--completeness", "whole")]
    [InlineData("ID = xyz: must be 1 to 32 hexadecimal digits, not all zero", "trace", "xyz")]
    public async Task A_value_that_is_refused_is_one_line_that_names_its_flag(string line, params string[] args)
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal((2, line), await FailAsync(host, args));
    }

    [Fact]
    public async Task Without_a_host_one_line_says_how_to_start_one()
    {
        Uri gone;
        await using (var host = await RunningHost.StartAsync()) gone = host.Host.PageAddress;
        var (code, errors) = await FailAsync(null, "traces", "--url", $"{gone}");
        Assert.Equal(2, code);
        Assert.StartsWith($"--url = {gone}: no host answers (", errors, StringComparison.Ordinal);
        Assert.EndsWith("start one with ./run, or name another with --url", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
        Assert.Equal((2, "--url = nowhere: must be an address such as http://127.0.0.1:16686"),
            await FailAsync(null, "traces", "--url", "nowhere"));
    }

    [Fact]
    public async Task Following_prints_traces_as_they_close_until_it_is_stopped()
    {
        await using var host = await WithTracesAsync(1);
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        var root = new RootCommand();
        root.Subcommands.Add(new TracesCommand(TimeProvider.System).Create());
        var following = root.Parse(["traces", "--follow", "--url", $"{host.Host.PageAddress}"])
            .InvokeAsync(new InvocationConfiguration { Output = TextWriter.Synchronized(output) }, stop.Token);
        await RunningHost.UntilAsync(() => Task.FromResult($"{output}"), text => text.Contains("order 1", StringComparison.Ordinal));
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, name: "later", traceId: "00000000000000000000000000000077")));
        await RunningHost.UntilAsync(() => Task.FromResult($"{output}"), text => text.Contains("later", StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal(0, await following);
        Assert.Equal(2, $"{output}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_host_with_a_token_and_an_authority_of_its_own_is_asked_with_both()
    {
        const string Token = "a-token-of-0123456789";
        using var files = new CertificateFiles();
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with
            {
                PageToken = AccessToken.TryCreate(Token),
                Tls = TlsCertificate.Load(files.Both, null, null),
            },
        });
        string[] trusted = ["traces", "--certificate", files.RootFile];
        Assert.Contains("no host answers", (await FailAsync(host, "traces")).Errors, StringComparison.Ordinal);
        Assert.Equal((2, $"{host.Host.PageAddress} asks for a token, or for another one; --token-file names a file with it"),
            await FailAsync(host, trusted));
        Assert.Equal((1, "no trace matches"),
            await FailAsync(host, [.. trusted, "--token-file", files.Written("token", Token + "\n")]));
        Assert.Equal((2, $"--certificate = {files.Key}: must be a PEM file with certificates"),
            await FailAsync(host, "traces", "--certificate", files.Key));
    }

    private static async Task<(int Code, string Errors)> FailAsync(RunningHost? host, params string[] args)
    {
        var (code, lines, errors) = await RunAsync(host, args);
        Assert.Empty(lines);
        return (code, errors);
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Tracing.Hosting.Query.Jaeger.Monitor;

/// <summary>The requests of the Monitor page of Jaeger's user interface, and answers compared with Jaeger's.</summary>
public sealed class MonitorTests
{
    private const string Failed = ""","status":{"code":2,"message":"no stock"}""";

    // Five minutes after the first span; times are read by the host's clock.
    private const long End = 1_767_323_045_000 + 300_000;

    private static readonly string _page = string.Create(CultureInfo.InvariantCulture,
        $"endTs={End}&lookback=300000&ratePer=600000&spanKind=server&step=60000");

    public static TheoryData<string, string> Requests => new()
    {
        { "latencies", "latencies?service=shop&quantile=0.95&" + _page },
        { "calls", "calls?service=shop&quantile=0.95&" + _page },
        { "errors", "errors?service=shop&quantile=0.95&" + _page },
        { "operation-latencies", "latencies?service=shop&groupByOperation=true&quantile=0.95&" + _page },
        { "operation-calls", "calls?service=shop&groupByOperation=true&quantile=0.95&" + _page },
        { "operation-errors", "errors?service=shop&groupByOperation=true&quantile=0.95&" + _page },
        { "several-services", $"calls?service=shop&service=stock&endTs={End}&lookback=300000&step=300000" },
        { "nobody", "latencies?service=nobody&quantile=0.5&" + _page },
        { "minstep", "minstep" },
    };

    [Fact]
    public async Task Answers_are_those_that_Jaegers_page_reads()
    {
        await using var host = await StartAsync();
        foreach (var (name, request) in Requests.Select(row => ((string)row[0], (string)row[1])))
            JsonGolden.Same("Query/Jaeger/Monitor", name, await TextAsync(host, request));
    }

    [Fact]
    public async Task Rates_are_those_of_the_time_before_each_point_and_latencies_are_milliseconds()
    {
        await using var host = await StartAsync();
        // Six spans in the five minutes and five seconds before the end.
        var calls = Points(await TextAsync(host, $"calls?service=shop&endTs={End}&lookback=0&ratePer=300000"));
        Assert.Equal(6 / 305.0, Assert.Single(calls)!.Value, 1e-9);
        var errors = Points(await TextAsync(host, $"errors?service=shop&endTs={End}&lookback=0"));
        Assert.Equal(1 / 6.0, Assert.Single(errors)!.Value, 1e-9);
        var median = Points(await TextAsync(host, $"latencies?service=shop&quantile=0.5&endTs={End}&lookback=0"));
        Assert.InRange(Assert.Single(median)!.Value, 5 * 0.978, 5 * 1.022);
        // Long after the last span there is no latency.
        var later = Points(await TextAsync(host, $"latencies?service=shop&quantile=0.5&endTs={End + 1_200_000}"
            + "&lookback=1440000&ratePer=60000&step=1440000"));
        Assert.InRange(later[0]!.Value, 5 * 0.978, 90);
        Assert.Null(later[1]);
    }

    [Fact]
    public async Task Kinds_are_told_apart_and_servers_are_the_default()
    {
        await using var host = await StartAsync();
        var at = $"endTs={End}&lookback=0";
        Assert.Single(Points(await TextAsync(host, $"calls?service=shop&{at}")));
        Assert.Empty(Points(await TextAsync(host, $"calls?service=shop&spanKind=client&{at}"), none: true));
        Assert.Single(Points(await TextAsync(host, $"calls?service=shop&spanKind=client&spanKind=server&{at}")));
    }

    [Theory]
    [InlineData("calls", "service", "please provide at least one service name")]
    [InlineData("latencies?service=shop", "quantile", "must be a number from 0 to 1")]
    [InlineData("calls?service=shop&spanKind=cook", "spanKind", "unsupported span kind: 'cook'")]
    [InlineData("calls?service=shop&endTs=soon", "endTs", "must be milliseconds")]
    [InlineData("calls?service=shop&step=0", "step", "must be milliseconds")]
    [InlineData("calls?service=shop&step=1", "step", "must give up to 11000 points")]
    [InlineData("errors?service=shop&groupByOperation=maybe", "groupByOperation", "must be true or false")]
    public async Task A_request_that_cannot_be_read_is_refused_by_name(string request, string parameter, string problem)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.GetAsync("/api/metrics/" + request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single((await RunningHost.JsonOf(answer)).GetProperty("errors").EnumerateArray());
        Assert.Equal((400, $"unable to parse param '{parameter}': {problem}"),
            (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));
    }

    private static async Task<RunningHost> StartAsync()
    {
        var host = await RunningHost.StartAsync(RunningHost.Settings with { Time = new HandClock() });
        for (var i = 1; i <= 4; i++)
            await host.PostAsync(SomeJson.RequestOf("shop",
                SomeJson.Span(1, 0, 0, "place order", i == 1 ? Failed : "", traceId: $"{i:x32}")));
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "pay", traceId: $"{9:x32}",
            startMicros: 60_000_000, micros: 90_000), SomeJson.Span(2, 1, 0, "count", traceId: $"{9:x32}",
                startMicros: 60_000_000, micros: 8_000)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(3, 0, 0, "count", traceId: $"{10:x32}")));
        await RunningHost.UntilAsync(() => TextAsync(host, $"calls?service=shop&service=stock&endTs={End}&lookback=0"),
            static text => Points(text, none: true) is [> 6 / 606.0, > 1 / 606.0]);
        return host;
    }

    private static async Task<string> TextAsync(RunningHost host, string request)
    {
        var answer = await host.GetAsync("/api/metrics/" + request);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    private static double?[] Points(string text, bool none = false)
    {
        using var family = JsonDocument.Parse(text);
        double?[] points =
        [
            .. family.RootElement.GetProperty("metrics").EnumerateArray()
                .SelectMany(static metric => metric.GetProperty("metricPoints").EnumerateArray())
                .Select(static point => point.GetProperty("gaugeValue").GetProperty("doubleValue"))
                .Select(static value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null),
        ];
        if (!none) Assert.NotEmpty(points);
        return points;
    }
}

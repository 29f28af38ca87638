using System.Net;
using System.Text.Json;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>The requests that Grafana's Tempo data source makes, one after the other, with the fields that it reads of each
/// answer. Source: grafana/grafana-tempo-datasource (Grafana 12 and earlier: grafana/grafana, public/app/plugins/datasource/tempo
/// and pkg/tsdb/tempo).</summary>
public class GrafanaTests(SharedTempoHost shared) : IClassFixture<SharedTempoHost>
{
    // The data source of Grafana 12 and earlier: the version tells which features the server has.
    // tempo.go, CheckHealth: the button "Save & test".
    [Fact]
    public async Task The_data_source_is_added()
    {
        await using var host = await RunningHost.StartAsync();
        var info = await RunningHost.JsonOf(await host.AskAsync("/api/status/buildinfo"));
        Assert.True(Version.Parse(info.GetProperty("version").GetString()!) >= new Version(2, 2, 0));
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync("/api/echo")).StatusCode);
    }

    // language_provider.ts, fetchTags and getOptionsV2, and tempo.go, handleTagValues: names and values with a limit; the
    // name of the tag is escaped twice and is a parameter as well, the query may be unfinished.
    [Theory]
    [InlineData("/api/v2/search/tags?limit=5000", "scopes")]
    [InlineData("/api/v2/search/tags?limit=5000&start=1767322000&end=1767325000", "scopes")]
    [InlineData("/api/v2/search/tag/resource.service.name/values?limit=5000", "tagValues")]
    [InlineData("/api/v2/search/tag/span.http.status_code/values?limit=5000&q=%7Bresource.service.name%3D%22shop%22%20%26%26%20span.x%3D%7D", "tagValues")]
    [InlineData("/api/v2/search/tag/span%252Ehttp.status_code/values?limit=5000&start=1767322000&end=1767325000", "tagValues")]
    [InlineData("/api/v2/search/tag/span%252Ehttp.status_code/values?limit=5000&q=%7B%7D&tag=span%25252Ehttp.status_code", "tagValues")]
    [InlineData("/api/v2/search/tag/.http.status_code/values?limit=5000&q=%7B%7D&tag=.http.status_code", "tagValues")]
    [InlineData("/api/v2/search/tag/name/values?limit=5000", "tagValues")]
    [InlineData("/api/v2/search/tag/status/values?limit=5000", "tagValues")]
    [InlineData("/api/v2/search/tag/kind/values?limit=5000", "tagValues")]
    public async Task A_query_is_completed(string path, string list)
    {
        var host = shared.Host;
        var answer = await RunningHost.JsonOf(await host.AskAsync(path));
        Assert.NotEqual(0, answer.GetProperty(list).GetArrayLength());
    }

    // datasource.ts, handleTraceQlQuery, and search.go, createSearchRequest: q, limit, spss and the range in seconds.
    // search.go, transformTraceSearchResponse: start as text, duration as number, spans of the sets.
    [Theory]
    [InlineData("{}")]
    [InlineData("{resource.service.name=\"shop\" && span.http.status_code=500}")]
    [InlineData("{nestedSetParent<0} | select(status, resource.service.name)")]
    [InlineData("{status=error} && {duration>1ms}")]
    public async Task Traces_are_searched(string query)
    {
        var host = shared.Host;
        var answer = await RunningHost.JsonOf(await host.AskAsync(
            $"/api/search?q={Uri.EscapeDataString(query)}&limit=20&spss=3&start=1767322000&end=1767325000"));
        var shop = answer.GetProperty("traces").EnumerateArray().Single(static trace => trace.GetProperty("traceID").GetString() == SomeJson.TraceId);
        Assert.Equal("shop", shop.GetProperty("rootServiceName").GetString());
        Assert.Equal("place order", shop.GetProperty("rootTraceName").GetString());
        Assert.Equal("1767323045000000000", shop.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal(6u, shop.GetProperty("durationMs").GetUInt32());
        var span = shop.GetProperty("spanSets")[0].GetProperty("spans")[0];
        Assert.Equal(16, span.GetProperty("spanID").GetString()!.Length);
        Assert.Equal("5000000", span.GetProperty("durationNanos").GetString());
        Assert.Equal(JsonValueKind.String, span.GetProperty("startTimeUnixNano").ValueKind);
        // search.go, Search: a field that Tempo's schema does not have is an error.
        OnlyKnown(answer, "traces", "metrics");
        OnlyKnown(answer.GetProperty("metrics"), "inspectedTraces", "inspectedBytes", "completedJobs", "totalJobs");
        OnlyKnown(shop, "traceID", "rootServiceName", "rootTraceName", "startTimeUnixNano", "durationMs", "spanSet", "spanSets", "serviceStats");
        OnlyKnown(shop.GetProperty("spanSet"), "spans", "matched", "attributes");
        OnlyKnown(span, "spanID", "name", "startTimeUnixNano", "durationNanos", "attributes");
        Assert.All(shop.GetProperty("serviceStats").EnumerateObject(), static one => OnlyKnown(one.Value, "spanCount", "errorCount"));
    }

    private static void OnlyKnown(JsonElement answer, params string[] names) =>
        Assert.Subset(names.ToHashSet(), answer.EnumerateObject().Select(static field => field.Name).ToHashSet());

    // traceql_query.go, createMetricsQuery: the range in seconds, a step and a number of exemplars.
    // traceql/metrics.go: labels, and samples or one value. Instant answers are read without unknown fields.
    [Theory]
    [InlineData("/api/metrics/query_range?q=%7Bstatus%3Derror%7D%20%7C%20rate()%20by(resource.service.name)&start=1767322000&end=1767325000&step=30s&exemplars=100", "samples")]
    [InlineData("/api/metrics/query_range?q=%7B%7D%20%7C%20histogram_over_time(duration)&start=1767322000&end=1767325000", "samples")]
    [InlineData("/api/metrics/query?q=%7B%7D%20%7C%20count_over_time()%20by(status)&start=1767322000&end=1767325000", "value")]
    public async Task Figures_are_drawn(string path, string content)
    {
        var host = shared.Host;
        var answer = await RunningHost.JsonOf(await host.AskAsync(path));
        var series = answer.GetProperty("series")[0];
        Assert.NotEqual(0, series.GetProperty("labels").GetArrayLength());
        Assert.True(series.TryGetProperty(content, out _));
        Assert.All(answer.EnumerateObject(), static field => Assert.Contains(field.Name, new[] { "series", "metrics" }));
        // Tempo's later releases have no promLabels, so an instant answer with them would be refused.
        string[] known = content == "value" ? ["labels", content] : ["labels", "promLabels", content];
        Assert.All(series.EnumerateObject(), field => Assert.Contains(field.Name, known));
    }

    // trace.go, createRequest: version 2 as protobuf with the range, which is left out where the time is not shifted, and
    // version 1 where that is not found.
    [Theory]
    [InlineData($"/api/v2/traces/{SomeJson.TraceId}")]
    [InlineData($"/api/v2/traces/{SomeJson.TraceId}?start=1767322000&end=1767325000")]
    [InlineData($"/api/traces/{SomeJson.TraceId}?start=1767322000&end=1767325000")]
    public async Task A_trace_is_opened(string path)
    {
        var host = shared.Host;
        var answer = await host.AskAsync(path, "application/protobuf");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }
}

namespace Tracing.Hosting.Query.Tempo;

/// <summary>A host with two traces, asked on Tempo's port.</summary>
internal static class TempoHost
{
    public const string StockTrace = "00000000000000000000000000000007";

    private const string Failing = ""","status":{"code":2,"message":"no stock"}""";

    private const string Tags = """
        ,{"key":"http.status_code","value":{"intValue":"500"}},{"key":"yes","value":{"boolValue":true}},
        {"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"stringValue":"b"}]}}}
        """;

    public static async Task<RunningHost> StartAsync()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop",
            SomeJson.Span(1, 0, 1, "place order"), SomeJson.Span(2, 1, 0, "reserve", Failing, Tags, startMicros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("stock",
            SomeJson.Span(3, 0, 0, "count", tags: """,{"key":"http.status_code","value":{"intValue":"200"}}""",
                traceId: StockTrace, startMicros: 60_000_000, micros: 90_000)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search"), static found => found.GetProperty("traces")
            .EnumerateArray().Count(static trace => trace.GetProperty("completeness").GetProperty("kind").GetString() == "exact") == 2);
        return host;
    }

    public static Task<HttpResponseMessage> AskAsync(this RunningHost host, string path, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.TempoAddress, path));
        request.Headers.Add("Accept", accept);
        return host.Client.SendAsync(request);
    }

    public static async Task<string> TextOfAsync(this RunningHost host, string path)
    {
        var answer = await host.AskAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}

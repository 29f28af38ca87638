using System.Net;
using System.Text.Json;
using Tracing.Assembling;
using Tracing.TailSampling;

namespace Tracing.Hosting.Query;

public class OpenTracesTests
{
    private const string ById = $"/api/traces/{SomeJson.TraceId}";

    /// <summary>A host in which no trace closes for its age.</summary>
    private static HostSettings Patient { get; } = RunningHost.Settings with
    {
        Assembler = new AssemblerSettings { Settle = TimeSpan.FromMinutes(10), MaxAge = TimeSpan.FromMinutes(10) },
    };

    [Fact]
    public async Task A_span_whose_parent_never_comes_is_shown_at_once_everywhere_and_marked_open()
    {
        await using var host = await RunningHost.StartAsync(Patient);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(3, 2)));
        const string Missing = "open: span 0000000000000002 is missing, parent of 1";
        foreach (var path in new[] { ById, "/api/traces?service=shop", $"/api/traces?traceID={SomeJson.TraceId}" })
        {
            var trace = Assert.Single((await host.GetJsonAsync(path)).GetProperty("data").EnumerateArray());
            Assert.Equal("open", trace.GetProperty("completeness").GetString());
            Assert.Equal(Missing, Assert.Single(trace.GetProperty("warnings").EnumerateArray()).GetString());
            Assert.Equal(1, trace.GetProperty("spans").GetArrayLength());
        }
        var drawn = await host.GetJsonAsync($"/api/waterfall/{SomeJson.TraceId}");
        Assert.Equal(("open", Missing), (Completeness(drawn, "kind"), Completeness(drawn, "text")));
        Assert.Equal(["shop"], Texts(await host.GetJsonAsync("/api/services")));
        Assert.Equal(["work"], Texts(await host.GetJsonAsync("/api/services/shop/operations")));
        Assert.Equal(0, (await host.GetJsonAsync("/api/dependencies")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task An_open_trace_grows_and_when_it_closes_the_closed_one_stands_alone()
    {
        await using var host = await RunningHost.StartAsync(Patient);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(2, 1)));
        await host.PostAsync(SomeJson.Request(SomeJson.Span(3, 1)));
        var open = (await host.GetJsonAsync(ById)).GetProperty("data")[0];
        Assert.Equal(2, open.GetProperty("spans").GetArrayLength());
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2)));
        foreach (var path in new[] { ById, "/api/traces?service=shop" })
        {
            var trace = Assert.Single((await host.GetJsonAsync(path)).GetProperty("data").EnumerateArray());
            Assert.Equal("exact", trace.GetProperty("completeness").GetString());
            Assert.Equal(3, trace.GetProperty("spans").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_trace_that_sampling_drops_is_shown_while_it_is_open_and_no_longer()
    {
        var settings = Patient with
        {
            Assembler = Patient.Assembler with { Sampling = new SamplingSettings { KeepsByDefault = false } },
        };
        await using var host = await RunningHost.StartAsync(settings);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(2, 1)));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(ById)).StatusCode);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1)));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync(ById)).StatusCode);
    }

    private static string? Completeness(JsonElement trace, string member) =>
        trace.GetProperty("completeness").GetProperty(member).GetString();

    private static string[] Texts(JsonElement answer) =>
        [.. answer.GetProperty("data").EnumerateArray().Select(text => text.GetString() ?? "")];
}

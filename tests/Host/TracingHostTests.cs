using System.Net;
using Tracing.Actors;
using Tracing.Closing;
using Tracing.Hosting.Web;
using Tracing.Storage;

namespace Tracing.Hosting;

public class TracingHostTests
{
    [Fact]
    public async Task Both_ports_say_that_they_are_well()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var port in new[] { host.Host.OtlpHttpAddress, host.Host.PageAddress })
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(new Uri(port, "/healthz"))).StatusCode);
    }

    [Fact]
    public async Task Metrics_count_what_came_in_what_was_dropped_and_what_is_kept()
    {
        await using var host = await RunningHost.StartAsync();
        var request = SomeJson.Request(SomeJson.Span(1), SomeJson.Span(0));
        await host.PostAsync(request);
        await host.PostAsync(request);
        // The collector actor publishes its counts once a tick.
        var metrics = await RunningHost.UntilAsync(
            async () => (await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync()).Split('\n'),
            lines => lines.Contains("tracing_collector_spans_total 2"));
        Assert.Contains("tracing_collector_duplicate_spans_total 1", metrics);
        Assert.Contains("tracing_collector_closed_traces_total{completeness=\"exact\"} 1", metrics);
        Assert.Contains("tracing_recorder_dropped_total{reason=\"buffer_full\"} 0", metrics);
        Assert.Contains("tracing_door_rejected_spans_total{door=\"otlp-http\"} 2", metrics);
        Assert.Contains("tracing_store_traces 1", metrics);
        Assert.Contains("tracing_page_watchers 0", metrics);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_the_flag_and_nothing_is_left_running()
    {
        await using var first = await RunningHost.StartAsync();
        var settings = RunningHost.Settings with { OtlpHttpPort = first.Host.OtlpHttpAddress.Port };
        ActorEngine? engine = null;
        var refused = await Assert.ThrowsAsync<PortUnavailableException>(
            () => TracingHost.StartAsync(settings, sink => engine = ActorEngine.Start("", [], settings.Assembler, sink)));
        Assert.Equal($"OTLP/HTTP cannot listen on 127.0.0.1:{settings.OtlpHttpPort}: the port is in use; "
            + "--otlp-http-port chooses another port", refused.Message);
        Assert.False(await engine!.TakeAsync(new Wire.Spans.SpanBatch([default])));
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_leaves_nothing_running()
    {
        var file = Path.GetTempFileName();
        var settings = RunningHost.Settings with { Storage = StorageSettings.Default with { Path = file } };
        ActorEngine? engine = null;
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => TracingHost.StartAsync(settings, sink => engine = ActorEngine.Start("", [], settings.Assembler, sink)));
        Assert.False(await engine!.TakeAsync(new Wire.Spans.SpanBatch([default])));
        File.Delete(file);
    }

    [Fact]
    public async Task A_stop_brings_what_is_open_into_the_store_as_partial()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1)));
        await host.DisposeAsync();
        var kept = await host.Host.Store.GetAsync(new TraceId(0x0af7651916cd43dd, 0x8448eb211c80319c));
        Assert.Equal(PartialReason.Shutdown, kept?.Completeness.Reason);
    }

    [Fact]
    public async Task Traces_survive_a_restart_and_a_second_host_is_told_that_the_folder_is_taken()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
        try
        {
            var settings = RunningHost.Settings with { Storage = StorageSettings.Default with { Path = folder } };
            await using (var first = await RunningHost.StartAsync(settings))
            {
                await first.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1), SomeJson.Span(2, 1)));
                var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
                    () => RunningHost.StartAsync(settings));
                Assert.Equal($"{folder} is in use by another process; --data chooses another folder", refused.Message);
            }
            await using var second = await RunningHost.StartAsync(settings);
            Assert.Equal(1, second.Host.Store.Counts.Traces);
            var found = (await second.GetJsonAsync($"/api/traces/{SomeJson.TraceId}")).GetProperty("data")[0];
            Assert.Equal(2, found.GetProperty("spans").GetArrayLength());
            var services = await second.GetJsonAsync("/api/services");
            Assert.Equal("shop", services.GetProperty("data")[0].GetString());
            Assert.Equal(HttpStatusCode.OK, (await second.GetAsync($"/api/waterfall/{SomeJson.TraceId}")).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_page_that_watches()
    {
        var host = await RunningHost.StartAsync();
        using var client = new HttpClient();
        await using var live = await client.GetStreamAsync(new Uri(host.Host.PageAddress, "/api/live"));
        await live.ReadExactlyAsync(new byte[10]);
        // The first bytes leave before the watch begins.
        await RunningHost.UntilAsync(() => Task.FromResult(host.Host.Feed.Watchers), watchers => watchers == 1);
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4));
        await RunningHost.UntilAsync(() => Task.FromResult(host.Host.Feed.Watchers), watchers => watchers == 0);
    }
}

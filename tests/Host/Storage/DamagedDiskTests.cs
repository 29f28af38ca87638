using System.CommandLine;
using System.Net;
using Microsoft.Data.Sqlite;
using Tracing.Hosting.CommandLine;
using Tracing.Storage;

namespace Tracing.Hosting.Storage;

/// <summary>The answers of a host whose data folder is damaged, full or removed.</summary>
public sealed class DamagedDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_damaged_trace_is_told_by_its_id_counted_in_the_metrics_and_left_out_of_a_search()
    {
        await WriteDamagedAsync();
        await using var host = await StartAsync(Data);
        foreach (var path in (string[])["/api/traces/", "/api/waterfall/"])
        {
            var answer = await host.GetAsync(path + SomeJson.TraceId);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.Contains("is damaged on disk and cannot be read", await answer.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
        }
        Assert.Equal(0, (await host.GetJsonAsync("/api/traces?service=shop")).GetProperty("data").GetArrayLength());
        var both = await host.GetJsonAsync($"/api/traces?traceID={SomeJson.TraceId}");
        Assert.Equal(410, both.GetProperty("errors")[0].GetProperty("code").GetInt32());
        Assert.Contains("\ntracing_store_damaged_traces 1\n", await TextAsync(host, "/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_looks_at_its_newest_traces_when_it_starts()
    {
        await WriteDamagedAsync();
        await using var host = await StartAsync(Data);
        await RunningHost.UntilAsync(() => TextAsync(host, "/metrics"),
            static metrics => metrics.Contains("\ntracing_store_damaged_traces 1\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_finds_the_damage_and_repairs_it()
    {
        await WriteDamagedAsync();
        var (exit, output) = await CheckAsync(Data);
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Matches(@"blocks +0 +1 +0\njournal records +0 +0 +0\ndamaged   block 1: ", output);
        (exit, output) = await CheckAsync(Data, "--repair");
        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("repaired  1 traces that cannot be read were deleted", output, StringComparison.Ordinal);
        (exit, _) = await CheckAsync(Data);
        Assert.Equal(ExitCode.Ok, exit);
    }

    [Fact]
    public async Task What_is_answered_with_200_after_the_data_folder_was_removed_is_stored_in_a_new_folder()
    {
        await using var host = await StartAsync(Data);
        Assert.Equal("ok\n", await TextAsync(host, "/readyz"));
        Assert.True((await host.PostAsync(SomeJson.Request(SomeJson.Span(1)))).IsSuccessStatusCode);
        Directory.Delete(Data, recursive: true);
        // The first write after the removal is refused; that may be the release of the batch before.
        const string Other = "0af7651916cd43dd8448eb211c803111";
        var request = SomeJson.Request(SomeJson.Span(3, traceId: Other));
        var first = await host.PostAsync(request);
        if (first.StatusCode == HttpStatusCode.ServiceUnavailable) first = await host.PostAsync(request);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await RunningHost.UntilAsync(async () => (await host.GetAsync("/api/traces/" + Other)).StatusCode,
            status => status == HttpStatusCode.OK);
        // The trace is shown while it is open, so also before it is stored.
        await RunningHost.UntilAsync(
            () => Task.FromResult(File.Exists(Path.Combine(Data, "traces.db"))), static exists => exists);
    }

    [Fact]
    public async Task A_trace_that_the_store_refuses_goes_to_a_file_that_a_door_takes_later()
    {
        const string Refused = "0af7651916cd43dd8448eb211c803222";
        await using (var host = await StartAsync(Data))
        {
            Execute("""
                CREATE TRIGGER refuse BEFORE INSERT ON labels WHEN NEW.service = 'bank'
                    BEGIN SELECT RAISE(ABORT, 'the service is refused'); END
                """);
            await host.PostAsync(SomeJson.RequestOf("bank", SomeJson.Span(1, traceId: Refused)));
            await host.PostAsync(SomeJson.Request(SomeJson.Span(1)));
            await RunningHost.UntilAsync(() => TextAsync(host, "/metrics"),
                text => text.Contains("\ntracing_store_unstorable_traces_total 1\n", StringComparison.Ordinal)
                    && text.Contains("\ntracing_store_traces 1\n", StringComparison.Ordinal)
                    && text.Contains("\ntracing_journal_waiting_batches 0\n", StringComparison.Ordinal));
            Assert.Equal("ok\n", await TextAsync(host, "/readyz"));
        }
        Execute("DROP TRIGGER refuse");
        var file = Path.Combine(Data, "unstorable", $"{Refused}.otlp");
        await using var later = await StartAsync(Data);
        Assert.True((await later.PostAsync(await File.ReadAllBytesAsync(file), "application/x-protobuf")).IsSuccessStatusCode);
        await RunningHost.UntilAsync(() => TextAsync(later, "/metrics"),
            text => text.Contains("\ntracing_store_traces 2\n", StringComparison.Ordinal));
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_told_by_readyz_until_there_is_room_again()
    {
        using var disk = new SmallDisk(8);
        await using var host = await StartAsync(disk.Settings.Path);
        var filler = disk.FillUp();
        var large = SomeJson.Span(2, tags: $$""",{"key":"x","value":{"stringValue":"{{new string('x', 50_000)}}"} }""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.PostAsync(SomeJson.Request(large))).StatusCode);
        var ready = await host.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.EndsWith("cannot be written: the disk is full\n", await ready.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        File.Delete(filler);
        await RunningHost.UntilAsync(() => TextAsync(host, "/readyz"), text => text == "ok\n");
        Assert.True((await host.PostAsync(SomeJson.Request(large))).IsSuccessStatusCode);
    }

    private static async Task<(int Exit, string Output)> CheckAsync(params string[] arguments)
    {
        var root = new RootCommand();
        root.Subcommands.Add(new CheckCommand().Create());
        using var output = new StringWriter { NewLine = "\n" };
        var exit = await CommandLineRoot.RunAsync(root, ["check", .. arguments], output, output);
        return (exit, output.ToString());
    }

    private static Task<RunningHost> StartAsync(string data) =>
        RunningHost.StartAsync(RunningHost.Settings with { Storage = StorageSettings.Default with { Path = data } });

    private static async Task<string> TextAsync(RunningHost host, string path) =>
        await (await host.GetAsync(path)).Content.ReadAsStringAsync();

    private async Task WriteDamagedAsync()
    {
        await using (var host = await StartAsync(Data))
        {
            await host.PostAsync(SomeJson.Request(SomeJson.Span(1)));
            await RunningHost.UntilAsync(() => Task.FromResult(host.Host.Store.Counts.Traces), traces => traces == 1);
        }
        Assert.Equal(1, Execute("UPDATE bodies SET body = zeroblob(length(body))"));
    }

    private int Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "traces.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in a test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }
}

using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Hosting.Storage;

/// <summary>Hosts that keep their traces in one PostgreSQL database, each with a journal of its own.</summary>
public sealed class PostgresHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ServerFact]
    public async Task A_batch_that_comes_while_the_server_is_away_is_stored_when_it_is_back()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = await StartAsync(server, "a");
        Assert.True((await PostAsync(host, 1)).IsSuccessStatusCode);
        await FoundAsync(host, 1);
        await server.KillAsync();

        var answer = PostAsync(host, 2);
        var ready = await RunningHost.UntilAsync(
            () => TextAsync(host, "/readyz"), static text => text != "ok\n");
        Assert.StartsWith("PostgreSQL at 127.0.0.1:", ready, StringComparison.Ordinal);
        Assert.DoesNotContain(TestServer.Password, ready, StringComparison.Ordinal);
        Assert.Contains(
            "nothing listens there", await TextAsync(host, $"/api/traces/{Id(1)}"), StringComparison.Ordinal);

        await server.StartAgainAsync();
        await FoundAsync(host, 2);
        Assert.True((await answer).IsSuccessStatusCode);
        await FoundAsync(host, 1);
        Assert.Equal("ok\n", await RunningHost.UntilAsync(
            () => TextAsync(host, "/readyz"), static text => text == "ok\n"));
        // The node has no traces of its own, only a journal.
        Assert.False(File.Exists(Path.Combine(_folder, "a", "traces.db")));
        Assert.True(Directory.Exists(Path.Combine(_folder, "a", "journal")));
    }

    [ServerFact]
    public async Task Another_host_finds_what_the_first_one_stored_and_their_parts_of_a_trace_are_one_trace()
    {
        var server = await TestServer.SharedAsync();
        await using var first = await StartAsync(server, "a");
        await using var second = await StartAsync(server, "b");
        await first.PostAsync(SomeJson.Request(SomeJson.Span(1, children: 1, traceId: Id(3))));
        await second.PostAsync(SomeJson.Request(SomeJson.Span(2, parent: 1, traceId: Id(3))));
        foreach (var host in new[] { first, second })
        {
            await RunningHost.UntilAsync(() => TextAsync(host, $"/api/traces/{Id(3)}"), static text =>
                text.Contains("\"0000000000000001\"", StringComparison.Ordinal)
                && text.Contains("\"0000000000000002\"", StringComparison.Ordinal)
                && text.Contains("\"exact\"", StringComparison.Ordinal));
        }
    }

    private Task<RunningHost> StartAsync(TestServer server, string folder) =>
        RunningHost.StartAsync(RunningHost.Settings with
        {
            Storage = StorageSettings.Default with
            {
                Path = Path.Combine(_folder, folder),
                Store = StoreKind.Postgres,
            },
            Postgres = PostgresConnection.TryParse(server.ConnectionString("host_tests"), out _),
            // The trace of two hosts is closed by its age on each.
            Assembler = RunningHost.Settings.Assembler with { MaxAge = TimeSpan.FromSeconds(2) },
        });

    private static string Id(int number) => $"0af7651916cd43dd8448eb211c8{number:x5}";

    private static Task<HttpResponseMessage> PostAsync(RunningHost host, int trace) =>
        host.PostAsync(SomeJson.Request(SomeJson.Span(1, traceId: Id(trace))));

    private static Task<string> FoundAsync(RunningHost host, int trace) => RunningHost.UntilAsync(
        () => TextAsync(host, $"/api/traces/{Id(trace)}"),
        static text => text.Contains("\"exact\"", StringComparison.Ordinal));

    private static async Task<string> TextAsync(RunningHost host, string path)
    {
        using var answer = await host.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }
}

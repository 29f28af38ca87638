using System.Collections.Concurrent;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres.Writing;

/// <summary>The server is away, or ends in the middle of puts.</summary>
public sealed class ServerAwayTests
{
    private const int Putters = 4;

    [Fact]
    public async Task Each_trace_that_was_confirmed_is_there_after_the_server_was_killed_under_puts()
    {
        await using var server = await TestServer.StartAsync();
        var told = new ConcurrentQueue<string>();
        await using var store = await OpenAsync(server, told.Enqueue);
        var confirmed = new ConcurrentBag<int>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var round = 0; round < 2; round++)
        {
            var before = confirmed.Count;
            var putting = Enumerable.Range(0, Putters).Select(putter => PutUntilRefusedAsync(putter, round)).ToArray();
            while (confirmed.Count < before + 100) await Task.Yield();
            await server.KillAsync();
            await Task.WhenAll(putting).WaitAsync(deadline.Token);
            Assert.True(store.Problem is not null, string.Join('\n', told));
            await server.StartAgainAsync();
        }
        foreach (var number in confirmed) Assert.NotNull(await store.GetAsync(Some.Trace(number)));
        // What was refused is taken now.
        await store.PutAsync([Stored.Trace(900_000)]);
        Assert.Null(store.Problem);
        Assert.NotEmpty(told);
        Assert.All(told, static line => Assert.StartsWith("PostgreSQL at 127.0.0.1:", line, StringComparison.Ordinal));

        async Task PutUntilRefusedAsync(int putter, int round)
        {
            for (var n = 1; ; n++)
            {
                var number = (round * 400_000) + (putter * 100_000) + n;
                try
                {
                    await store.PutAsync([Stored.Trace(number)], deadline.Token);
                    confirmed.Add(number);
                }
                catch (StorageUnavailableException)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task A_server_that_is_away_is_named_in_one_line_and_used_when_it_is_back()
    {
        await using var server = await TestServer.StartAsync();
        var told = new ConcurrentQueue<string>();
        await using var store = await OpenAsync(server, told.Enqueue);
        await store.PutAsync([Stored.Trace(1)]);
        await server.KillAsync();
        for (var i = 0; i < 3; i++)
        {
            var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
                async () => await store.PutAsync([Stored.Trace(2)]));
            Assert.Contains(refused.Message, told);
            Assert.DoesNotContain('\n', refused.Message);
        }
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.GetAsync(Some.Trace(1)));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.FindAsync(new TraceQuery()));
        Assert.EndsWith(": nothing listens there", store.Problem, StringComparison.Ordinal);
        // Each reason once.
        Assert.Equal(told.Distinct(), told);
        var away = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(server, told.Enqueue));
        Assert.EndsWith(": nothing listens there", away.Message, StringComparison.Ordinal);

        await server.StartAgainAsync();
        await store.PutAsync([Stored.Trace(2)]);
        Assert.Equal(2, (await store.FindAsync(new TraceQuery())).Length);
    }

    [Theory]
    [InlineData("Password", "wrong-secret", "the password is wrong")]
    [InlineData("Password", "", "the password is wrong|it asks for a password")]
    [InlineData("Username", "nobody-here", "the password is wrong")]
    [InlineData("Database", "none", "there is no such database")]
    [InlineData("Host", "no-such-host.invalid", "there is no such host|it cannot be reached")]
    public async Task A_connection_that_is_refused_says_why_and_not_the_password(string key, string value, string expected)
    {
        var shared = await TestServer.SharedAsync();
        var text = new Npgsql.NpgsqlConnectionStringBuilder(shared.ConnectionString()) { [key] = value };
        var connection = PostgresConnection.TryParse(text.ConnectionString, out _)!;
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => PostgresTraceStore.OpenAsync(connection, new StorageSettings()));
        Assert.Contains(expected.Split('|'), part => refused.Message.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static Task<PostgresTraceStore> OpenAsync(TestServer server, Action<string> tell) =>
        PostgresTraceStore.OpenAsync(
            PostgresConnection.TryParse(server.ConnectionString(), out _)!,
            new StorageSettings { MaxAge = TimeSpan.FromDays(3650) }, tell: tell);
}

using System.Net;
using System.Text;

namespace Tracing.Hosting.Doors;

public class SlowBodyTests
{
    private static readonly string _whole = SomeJson.Request(SomeJson.Span(1));

    [Fact]
    public async Task A_body_that_pauses_for_too_long_ends_with_a_status_that_clients_retry()
    {
        await using var host = await RunningHost.StartAsync(
            RunningHost.Settings with { BodyIdle = TimeSpan.FromMilliseconds(300) });
        using var slow = await RawConnection.PostAsync(host.Host.OtlpHttpAddress, 1_000);
        await slow.WriteAsync("{");
        var answer = await slow.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1", answer, StringComparison.Ordinal);
        Assert.Contains("paused for 0.3 s", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_trickles_for_too_long_ends_with_503()
    {
        await using var host = await RunningHost.StartAsync(
            RunningHost.Settings with { BodyTime = TimeSpan.FromMilliseconds(500) });
        using var slow = await RawConnection.PostAsync(host.Host.OtlpHttpAddress, 1_000_000);
        var answer = slow.ReadToEndAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!answer.IsCompleted && await pause.WaitForNextTickAsync()) await slow.WriteAsync(" ");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The host has closed the connection; a client that has noticed has no stream any more.
        }
        Assert.StartsWith("HTTP/1.1 503 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_long_bodies_do_not_shut_out_short_ones_and_make_room_for_long_ones()
    {
        const int Max = 4 << 20;
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxRequestBytes = Max });
        var silent = new List<RawConnection>();
        try
        {
            for (var i = 0; i < 5; i++)
            {
                silent.Add(await RawConnection.PostAsync(host.Host.OtlpHttpAddress, Max));
                await silent[^1].WriteAsync(new byte[Max - 1_000]);
            }
            for (var i = 0; i < 20; i++)
                Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(_whole)).StatusCode);
            var whole = Encoding.UTF8.GetBytes(_whole.PadRight(2 << 20));
            await RunningHost.UntilAsync(() => host.PostAsync(whole, "application/json"), answer => answer.IsSuccessStatusCode);
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Silent_bodies_on_all_connections_shut_nobody_out_for_long()
    {
        var settings = RunningHost.Settings with { Connections = new Web.ConnectionLimits(8, 8, TimeSpan.FromMinutes(10)) };
        await using var host = await RunningHost.StartAsync(settings);
        var silent = new List<RawConnection>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                silent.Add(await RawConnection.PostAsync(host.Host.OtlpHttpAddress, 1_000));
                await silent[^1].WriteAsync("{");
            }
            await RunningHost.UntilAsync(() => host.PostAsync(_whole), answer => answer.IsSuccessStatusCode);
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task All_requests_together_hold_no_more_than_there_is_room_for()
    {
        var budget = new ByteBudget(1_024);
        using var one = budget.Begin(static () => { });
        using var other = budget.Begin(static () => { });
        Assert.True(await one.ReserveAsync(700, CancellationToken.None));
        Assert.False(await other.ReserveAsync(100, CancellationToken.None));
        one.Dispose();
        Assert.Equal(0, budget.Taken);
        Assert.True(await other.ReserveAsync(768, CancellationToken.None));
        Assert.False(await other.ReserveAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_long_requests_that_need_more_room_than_there_is_the_later_one_gives_way()
    {
        var budget = new ByteBudget(1_024);
        using var first = budget.Begin(static () => { });
        var second = budget.Begin(static () => { });
        Assert.True(await first.ReserveAsync(300, CancellationToken.None));
        Assert.True(await second.ReserveAsync(300, CancellationToken.None));
        var waits = first.ReserveAsync(400, CancellationToken.None).AsTask();
        Assert.False(waits.IsCompleted);
        Assert.False(await second.ReserveAsync(400, CancellationToken.None));
        second.Dispose();
        Assert.True(await waits);
    }

    [Fact]
    public async Task A_quarter_of_the_room_is_for_short_requests()
    {
        var budget = new ByteBudget(1_024);
        using var one = budget.Begin(static () => { });
        Assert.True(await one.ReserveAsync(768, CancellationToken.None));
        for (var i = 0; i < 64; i++) Assert.True(await budget.Begin(static () => { }).ReserveAsync(4, CancellationToken.None));
        Assert.False(await budget.Begin(static () => { }).ReserveAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task The_request_that_is_silent_for_the_longest_is_ended_where_there_is_no_room()
    {
        var time = new HandTime();
        var budget = new ByteBudget(1 << 20, time);
        var ended = new List<string>();
        BudgetShare? longest = null, later = null, whole = null;
        longest = budget.Begin(() => End("longest", longest!));
        Assert.True(await longest.ReserveAsync(200_000, CancellationToken.None));
        whole = budget.Begin(() => End("whole", whole!));
        Assert.True(await whole.ReserveAsync(200_000, CancellationToken.None));
        whole.EndReading();
        time.Pass(TimeSpan.FromMilliseconds(700));
        later = budget.Begin(() => End("later", later!));
        Assert.True(await later.ReserveAsync(200_000, CancellationToken.None));
        using var asking = budget.Begin(static () => { });
        Assert.False(await asking.ReserveAsync(300_000, CancellationToken.None));
        Assert.Empty(ended);

        time.Pass(TimeSpan.FromMilliseconds(700));
        Assert.True(await asking.ReserveAsync(300_000, CancellationToken.None));
        Assert.Equal(["longest"], ended);

        void End(string name, BudgetShare share)
        {
            ended.Add(name);
            share.Dispose();
        }
    }

    private sealed class HandTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}

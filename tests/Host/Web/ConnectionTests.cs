using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Tracing.Hosting.Web;

public class ConnectionTests
{
    private const int Max = 8;

    private static HostSettings Few { get; } = RunningHost.Settings with
    {
        Connections = new ConnectionLimits(Max, 2, TimeSpan.FromMinutes(10)),
    };

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHo")]
    public async Task Connections_that_are_idle_lock_nobody_out(string said)
    {
        await using var host = await RunningHost.StartAsync(Few);
        var idle = new List<RawConnection>();
        try
        {
            foreach (var port in new[] { host.Host.PageAddress, host.Host.OtlpHttpAddress })
            {
                for (var i = 0; i < 3 * Max; i++)
                {
                    idle.Add(await RawConnection.OpenAsync(port));
                    await idle[^1].WriteAsync(said);
                }
            }
            using var client = new HttpClient();
            foreach (var port in new[] { host.Host.PageAddress, host.Host.OtlpHttpAddress })
                foreach (var path in new[] { "/healthz", "/readyz" })
                    Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(port, path))).StatusCode);
            // The last of the idle ones may have their request in progress still.
            await RunningHost.UntilAsync(() => host.GetAsync("/api/services"), answer => answer.IsSuccessStatusCode);
            await RunningHost.UntilAsync(
                () => host.PostAsync(SomeJson.Request(SomeJson.Span(1))), answer => answer.IsSuccessStatusCode);
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Where_all_connections_are_busy_health_checks_are_answered_and_others_are_told_to_come_again()
    {
        await using var host = await RunningHost.StartAsync(Few);
        var pages = new List<RawConnection>();
        try
        {
            for (var i = 0; i < Max; i++)
            {
                pages.Add(await RawConnection.OpenAsync(host.Host.PageAddress));
                await pages[^1].WriteAsync("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await pages[^1].ReadToAsync("event: newest");
            }
            for (var i = 0; i < 3; i++)
            {
                foreach (var path in new[] { "/healthz", "/readyz" })
                    Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(path)).StatusCode);
                var refused = await host.GetAsync("/api/services");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            }
            pages[0].Dispose();
            await RunningHost.UntilAsync(() => host.GetAsync("/api/services"), answer => answer.IsSuccessStatusCode);
        }
        finally
        {
            pages.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_and_one_that_has_spoken_stays()
    {
        var settings = RunningHost.Settings with
        {
            Connections = ConnectionLimits.Default with { FirstByte = TimeSpan.FromMilliseconds(200) },
        };
        await using var host = await RunningHost.StartAsync(settings);
        using var speaks = await RawConnection.OpenAsync(host.Host.PageAddress);
        await speaks.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await speaks.ReadToAsync("ok\n");
        using var silent = await RawConnection.OpenAsync(host.Host.PageAddress);
        Assert.Equal("", await silent.ReadToEndAsync());
        await speaks.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await speaks.ReadToAsync("ok\n");
    }

    [Fact]
    public void One_address_gets_its_share_and_loopback_all()
    {
        var table = new ConnectionTable(new ConnectionLimits(10, MaxPerAddress: 2, TimeSpan.FromSeconds(1)));
        var first = table.Enter(From("10.0.0.1"))!;
        Assert.NotNull(table.Enter(From("10.0.0.1")));
        table.BeginRequest(first);
        // The other one is idle, and makes room.
        var third = table.Enter(From("10.0.0.1"))!;
        Assert.False(third.IsSpare);
        table.BeginRequest(third);
        Assert.Null(table.Enter(From("10.0.0.1")));
        Assert.NotNull(table.Enter(From("10.0.0.2")));
        for (var i = 0; i < 7; i++) Assert.False(table.Enter(From("127.0.0.1"))!.IsSpare);
        table.EndRequest(first);
        Assert.NotNull(table.Enter(From("10.0.0.1")));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_count_as_one()
    {
        var table = new ConnectionTable(new ConnectionLimits(10, MaxPerAddress: 1, TimeSpan.FromSeconds(1)));
        table.BeginRequest(table.Enter(From("2001:db8:1:2::1"))!);
        Assert.Null(table.Enter(From("2001:db8:1:2:ffff::7")));
        Assert.NotNull(table.Enter(From("2001:db8:1:3::1")));
        table.BeginRequest(table.Enter(From("::ffff:10.0.0.1"))!);
        Assert.Null(table.Enter(From("10.0.0.1")));
    }

    private static DefaultConnectionContext From(string address) =>
        new(address) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1234) };
}

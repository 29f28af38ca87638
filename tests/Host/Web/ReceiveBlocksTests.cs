using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tracing.Hosting.Web;

/// <summary>A port receives a long request in few pieces.</summary>
public class ReceiveBlocksTests
{
    private const int Bytes = 200_000;

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_long_body_lies_in_longer_blocks_than_those_of_Kestrel(HttpProtocols protocols)
    {
        var settings = new WebPortSettings("HTTP", "--port", IPAddress.Loopback, 0, 1 << 20, new PortGate([], null))
        {
            Protocols = protocols,
        };
        await using var port = await WebPort.OpenAsync(
            settings, static (routes, _) => routes.MapPost("/", LongestPieceAsync), default);
        using var client = new HttpClient
        {
            DefaultRequestVersion = protocols == HttpProtocols.Http1 ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var answer = await client.PostAsync(port.Address, new ByteArrayContent(new byte[Bytes]));
        var longest = int.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
        Assert.InRange(longest, 8 * 1024, Bytes);
    }

    private static async Task LongestPieceAsync(HttpContext context)
    {
        var longest = 0;
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync();
            foreach (var piece in read.Buffer) longest = Math.Max(longest, piece.Length);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }
        await context.Response.WriteAsync($"{longest}");
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tracing.Hosting.Web;

/// <summary>
/// One protocol on its port: a small web server that listens from <see cref="OpenAsync"/> until it is disposed.
/// </summary>
/// <remarks>It logs nothing, and leaves Ctrl-C to the command line: the ports have to close in an order.</remarks>
internal sealed class WebPort : IAsyncDisposable
{
    /// <summary>Time for the headers of a request that has begun.</summary>
    private static readonly TimeSpan _headersTime = TimeSpan.FromSeconds(10);

    /// <summary>Time that requests in progress get when the port closes.</summary>
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private WebPort(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>The routes, in no order.</summary>
    public IEnumerable<Endpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints);

    /// <summary>With the port that is really bound.</summary>
    public Uri Address { get; }

    /// <param name="map">Adds the routes; its token is cancelled when the port closes, for answers that do not
    /// end.</param>
    /// <exception cref="PortUnavailableException">The port is taken, or may not be used.</exception>
    public static async Task<WebPort> OpenAsync(
        WebPortSettings settings, Action<IEndpointRouteBuilder, CancellationToken> map, CancellationToken stopping)
    {
        var connections = new ConnectionGate(settings.Connections, settings.Crowded);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // HTTP/2 names a scheme, which need not be the one that the connection suggests (BothProtocols).
            kestrel.AllowAlternateSchemes = settings.Protocols == HttpProtocols.Http1AndHttp2;
            kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBytes;
            kestrel.Limits.RequestHeadersTimeout = _headersTime;
            // The routes that limit the length of a body limit its time as well: Kestrel's answer to a slow body is
            // 408, which OTLP clients do not retry.
            if (settings.MaxRequestBytes is null) kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(settings.Address, settings.Port, listen =>
            {
                listen.Protocols = settings.Protocols;
                listen.Use(next => connection => connections.ConnectAsync(connection, next));
                if (settings.Connected is { } connected) listen.Use(next => connection => connected(connection, next));
                if (settings.Certificate is { } certificate)
                {
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = certificate.Leaf;
                        https.ServerCertificateChain = certificate.Chain;
                        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    });
                }
            });
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBlocks>();
        builder.Services.AddRoutingCore();
        settings.Gate.AddServices(builder.Services);
        settings.ReadingGate?.AddServices(builder.Services);
        settings.AddServices?.Invoke(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _closePatience);

        var app = builder.Build();
        if (settings.BasePath.Length > 0)
        {
            app.UsePathBase(settings.BasePath);
            // Otherwise the route is chosen before the path is cut.
            app.UseRouting();
        }
        app.Use(connections.HandleAsync);
        if (settings.ReadingGate is { } reading)
        {
            app.UseWhen(PortGate.IsReading, reading.Use);
            app.UseWhen(static context => !PortGate.IsReading(context), settings.Gate.Use);
        }
        else
        {
            settings.Gate.Use(app);
        }
        app.MapMethods("/healthz", ["GET", "HEAD"], static context => context.Response.WriteAsync("ok\n"));
        map(app, app.Lifetime.ApplicationStopping);
        try
        {
            await app.StartAsync(stopping);
        }
        catch (Exception e) when (Reason(e) is { } why)
        {
            await app.DisposeAsync();
            var at = new IPEndPoint(settings.Address, settings.Port);
            throw new PortUnavailableException(settings.Protocol, at, settings.Flag, why, e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var bound = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new WebPort(app, new Uri(bound.Addresses.First()));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string? Reason(Exception e) => e switch
    {
        IOException { InnerException: AddressInUseException } => "the port is in use",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "this user may not use the port",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "this machine does not have the address",
        _ => null,
    };

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

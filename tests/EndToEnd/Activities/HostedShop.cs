using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracing.Actors;
using Tracing.AkkaHosting;

namespace Tracing.EndToEnd.Activities;

/// <summary>An ASP.NET Core service with Akka.Hosting whose spans our own reporter reports.</summary>
internal sealed class HostedShop : IAsyncDisposable
{
    private readonly WebApplication _web;

    private HostedShop(WebApplication web) => _web = web;

    public Uri Address => new(_web.Urls.Single());

    public ActorSystem System => _web.Services.GetRequiredService<ActorSystem>();

    /// <summary>The header <c>traceparent</c> of the last request to <c>/stock</c>; empty: there was none.</summary>
    public string TraceParent { get; private set; } = "";

    /// <param name="collector">The address of the collector's OTLP/HTTP port.</param>
    /// <param name="handle">The handler of each request to <c>/go</c>, as an actor runs it.</param>
    public static async Task<HostedShop> StartAsync(Uri collector, Func<HostedShop, HttpClient, Task<string>> handle,
        string hocon = "", Action<IServiceCollection>? services = null, ILoggerProvider? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // With logging on, ASP.NET Core makes an activity for each request.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        if (log is not null) builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpClient();
        services?.Invoke(builder.Services);
        HostedShop? shop = null;
        builder.Services.AddAkka("shop", (akka, provider) => akka
            .WithTracing(tracing => tracing.OtlpEndpoint = collector)
            .ConfigureLoggers(static loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(hocon, HoconAddMode.Prepend)
            .WithActors((system, registry) => registry.Register<Shopkeeper>(system.ActorOf(
                Props.Create(() => new Shopkeeper(() => handle(shop!, provider.GetRequiredService<HttpClient>()))), "keeper"))));
        var web = builder.Build();
        shop = new HostedShop(web);
        web.MapGet("/go", static (IRequiredActor<Shopkeeper> keeper, string? byOtel, string? byActivity) =>
        {
            if (byOtel is not null) OpenTelemetry.Baggage.SetBaggage("byOtel", byOtel);
            if (byActivity is not null) Activity.Current?.SetBaggage("byActivity", byActivity);
            return keeper.ActorRef.Ask<string>(new Order());
        });
        web.MapGet("/broken", static () => Results.StatusCode(503));
        // A caller that is known only by its B3 headers.
        web.MapGet("/b3", (HttpContext context, IRequiredActor<Shopkeeper> keeper, ActorSystem system) =>
        {
            var caller = KeptContext.FromHeaders(
                context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString()),
                Propagation.Propagators.Parse("b3,b3multi"));
            return Spans.ContinueAsync(
                caller, "b3", () => keeper.ActorRef.Ask<string>(new Order()), ActorTracing.For(system).Tracer);
        });
        web.MapGet("/stock", (HttpContext context) =>
        {
            shop.TraceParent = context.Request.Headers.TraceParent.ToString();
            return "7";
        });
        await web.StartAsync();
        return shop;
    }

    public Task<string> GoAsync(HttpClient client) => client.GetStringAsync(new Uri(Address, "/go"));

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    internal sealed record Order;

    internal sealed class Shopkeeper : ReceiveActor
    {
        public Shopkeeper(Func<Task<string>> handle) => ReceiveAsync<Order>(async _ =>
        {
            var answer = await handle();
            Sender.Tell(answer);
        });
    }
}

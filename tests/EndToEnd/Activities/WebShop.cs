using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tracing.Actors;

namespace Tracing.EndToEnd.Activities;

/// <summary>A web service whose requests are handled by an actor, which asks the web service in turn.</summary>
internal sealed class WebShop : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ActorSystem _system;

    private WebShop(WebApplication web, ActorSystem system)
    {
        _web = web;
        _system = system;
    }

    public HttpClient Client { get; } = new();

    public Uri Address => new(_web.Urls.Single());

    public static async Task<WebShop> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var system = ActorSystem.Create("shop", ActorTracing.Reference);
        var shop = new WebShop(web, system);
        var orders = system.ActorOf(Props.Create(() => new OrderActor(shop)), "orders");
        web.MapGet("/stock", static () => "7");
        web.MapPost("/order", async () => Results.Text(await orders.AskTraced<string>(new PlaceOrder())));
        await web.StartAsync();
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _web.DisposeAsync();
        await _system.Terminate();
    }

    internal sealed record PlaceOrder;

    private sealed class OrderActor : TracedReceiveActor
    {
        public OrderActor(WebShop shop) => ReceiveAsync<PlaceOrder>(async _ =>
        {
            var sender = Sender;
            var stock = await shop.Client.GetStringAsync(new Uri(shop.Address, "/stock"));
            sender.Tell($"ordered, {stock} left");
        });
    }
}

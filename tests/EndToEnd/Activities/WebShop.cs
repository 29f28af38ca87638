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

    /// <param name="untouched">The actor knows nothing of tracing, and the provider does it all.</param>
    public static async Task<WebShop> StartAsync(bool untouched)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var system = ActorSystem.Create("shop", untouched
            ? """akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors" """
            : "");
        var shop = new WebShop(web, system);
        var orders = system.ActorOf(untouched
            ? Props.Create(() => new PlainOrderActor(shop))
            : Props.Create(() => new OrderActor(shop)), "orders");
        web.MapGet("/stock", static () => "7");
        web.MapPost("/order", async () => Results.Text(untouched
            ? await orders.Ask<string>(new PlaceOrder())
            : await orders.AskTraced<string>(new PlaceOrder())));
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

    private async Task Order(IActorRef sender)
    {
        var stock = await Client.GetStringAsync(new Uri(Address, "/stock"));
        sender.Tell($"ordered, {stock} left");
    }

    private sealed class OrderActor : TracedReceiveActor
    {
        public OrderActor(WebShop shop) => ReceiveAsync<PlaceOrder>(_ => shop.Order(Sender));
    }

    private sealed class PlainOrderActor : ReceiveActor
    {
        public PlainOrderActor(WebShop shop) => ReceiveAsync<PlaceOrder>(_ => shop.Order(Sender));
    }
}

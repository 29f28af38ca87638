using Akka.Actor;
using Akka.Hosting;
using Shop;
using Shop.Storefront;
using Tracing.AkkaHosting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient<WarehouseClient>(
    client => client.BaseAddress = builder.Configuration.GetValue("Warehouse", new Uri("http://127.0.0.1:5082")));

builder.Services.AddAkka("storefront", (akka, services) => akka
    .WithTracing(tracing => tracing.OtlpEndpoint = builder.Configuration.GetValue<Uri?>("Collector"))
    .WithActors((system, registry) => registry.Register<Shopkeeper>(system.ActorOf(
        Props.Create(() => new Shopkeeper(services.GetRequiredService<WarehouseClient>())), "shopkeeper"))));

using var sdk = SdkToo.Start(builder.Configuration, "storefront");
await using var app = builder.Build();
app.MapGet("/buy/{item}", (string item, IRequiredActor<Shopkeeper> shopkeeper) =>
    shopkeeper.ActorRef.Ask<string>(new Buy(item), TimeSpan.FromSeconds(10)));
await app.RunAsync();

using Akka.Actor;
using Akka.Hosting;
using Microsoft.EntityFrameworkCore;
using Shop;
using Shop.Warehouse;
using Tracing.AkkaHosting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContextFactory<Stock>(stock => stock.UseSqlite(
    $"Data Source={builder.Configuration.GetValue("Database", Path.Combine(Path.GetTempPath(), "shop-stock.db"))}"));

builder.Services.AddAkka("warehouse", (akka, services) => akka
    .WithTracing(tracing => tracing.OtlpEndpoint = builder.Configuration.GetValue<Uri?>("Collector"))
    .WithActors((system, registry) => registry.Register<Shelf>(system.ActorOf(
        Props.Create(() => new Shelf(services.GetRequiredService<IDbContextFactory<Stock>>())), "shelf"))));

using var sdk = SdkToo.Start(builder.Configuration, "warehouse");
await using var app = builder.Build();
await using (var stock = await app.Services.GetRequiredService<IDbContextFactory<Stock>>().CreateDbContextAsync())
    await stock.FillAsync();

app.MapPost("/stock/{item}/take", async (string item, IRequiredActor<Shelf> shelf) =>
    (await shelf.ActorRef.Ask<Taken>(new Take(item), TimeSpan.FromSeconds(10))).Left is { } left
        ? Results.Text($"{left}")
        : Results.NotFound());
await app.RunAsync();

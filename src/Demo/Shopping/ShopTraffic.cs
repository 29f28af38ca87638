using Tracing.Actors;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo.Shopping;

/// <summary>Customers of a shop: a few at the same moment, each second.</summary>
internal sealed class ShopTraffic(TimeProvider time) : ITraffic
{
    private const int MostAtOnce = 4;

    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(1);
    private static readonly string[] _items = ["teapot", "kettle", "cup", "spoon"];

    public string Description => "customers of a shop of five services (--no-demo: none)";

    public async Task RunAsync(ActorEngine engine, CancellationToken stopping)
    {
        await using var shop = new ShopSystems(engine.Collector, time);
        using var timer = new PeriodicTimer(_pace, time);
        var buying = new List<Task>();
        try
        {
            for (var second = 1; await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false); second++)
            {
                buying.RemoveAll(static one => one.IsCompleted);
                for (var customer = Random.Shared.Next(MostAtOnce); customer >= 0; customer--)
                {
                    var item = _items[Random.Shared.Next(_items.Length)];
                    buying.Add(shop.BuyAsync($"order-{second}-{customer}", item, stopping));
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C.
        }
        await Task.WhenAll(buying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

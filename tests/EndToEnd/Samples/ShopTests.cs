using Tracing.EndToEnd.Activities;
using Tracing.Hosting;
using Tracing.Hosting.Journaling;

namespace Tracing.EndToEnd.Samples;

/// <summary>samples/Shop as its readers start it: two processes and a collector.</summary>
public sealed class ShopTests : IDisposable
{
    private const string Whole = "GET /buy/{item}(Shopkeeper Buy(POST(POST /stock/{item}/take("
        + "Shelf Take(SELECT main UPDATE main)))))";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });

    [Fact]
    public async Task Without_any_SDK_a_purchase_is_one_exact_trace_over_both_processes()
    {
        using var host = await HostAsync();
        var trace = await BuyAsync(host, Ours(host));
        Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
        Assert.Equal("sqlite", trace.Tag("SELECT main", "db.system.name"));
        Assert.StartsWith("UPDATE", trace.Tag("UPDATE main", "db.query.text"), StringComparison.Ordinal);
        Assert.Equal(["storefront", "warehouse"], trace.Services());
    }

    [Fact]
    public async Task Beside_an_SDK_that_exports_elsewhere_a_purchase_is_the_same_exact_trace()
    {
        using var host = await HostAsync();
        // No server listens on the discard port.
        var trace = await BuyAsync(host, [.. Ours(host), "--Sdk:Endpoint", "http://127.0.0.1:9"]);
        Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
    }

    [Fact]
    public async Task Where_the_SDK_reports_everything_a_purchase_is_one_settled_trace()
    {
        using var host = await HostAsync();
        var trace = await BuyAsync(host, ["--Sdk:Endpoint", $"{new Uri(host.Door, "/")}", "--Sdk:Actors", "true"]);
        const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
        Assert.Equal(($"{Request}(Shopkeeper Buy(POST({Request}(Shelf Take))))", "settled"), (trace.Shape, trace.Completeness));
    }

    [Fact]
    public async Task Where_both_report_each_actors_span_comes_once_and_one_line_says_which_reports()
    {
        using var host = await HostAsync();
        var output = "";
        var trace = await BuyAsync(host, [.. Ours(host), "--Sdk:Endpoint", "http://127.0.0.1:9", "--Sdk:Actors", "true"],
            async storefront => output = await RunningHost.UntilAsync(() => Task.FromResult(storefront.Output),
                static text => text.Contains("AddSource(", StringComparison.Ordinal)));
        Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
        Assert.Single(output.Split('\n'), static line => line.Contains("AddSource(", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task<HostProcess> HostAsync() =>
        HostProcess.StartAsync("--no-demo", "--data", "memory", "--settle", "2s");

    private static string[] Ours(HostProcess host) => ["--Collector", $"{new Uri(host.Door, "/")}"];

    private async Task<ShownTrace> BuyAsync(
        HostProcess host, string[] args, Func<ShopProcess, Task>? whileRunning = null)
    {
        using var warehouse = await ShopProcess.StartAsync(
            "Warehouse", [.. args, "--Database", Path.Combine(_folder.FullName, "stock.db")]);
        using var storefront = await ShopProcess.StartAsync(
            "Storefront", [.. args, "--Warehouse", $"{warehouse.Address}"]);
        Assert.Equal("one lamp, 999999 left", await _client.GetStringAsync(new Uri(storefront.Address, "/buy/lamp")));
        if (whileRunning is not null) await whileRunning(storefront);
        return Assert.Single(await ShownTrace.OfAsync(host, _client, "storefront", 1));
    }
}

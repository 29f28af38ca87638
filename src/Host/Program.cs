using Tracing.Hosting;
using Tracing.Hosting.Embedded;
using Tracing.Hosting.Web;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

var settings = new HostSettings();
try
{
    await using var host = await TracingHost.StartAsync(
        settings, sink => new EmbeddedEngine(sink, settings.Assembler), stopping.Token);
    Console.WriteLine($"page {host.PageAddress}  OTLP/HTTP {host.OtlpHttpAddress}");
    await Task.Delay(Timeout.InfiniteTimeSpan, settings.Time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
catch (PortUnavailableException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

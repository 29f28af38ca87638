using System.CommandLine;
using Tracing.Hosting.Demo;

namespace Tracing.Hosting.CommandLine;

/// <summary><c>./run</c>: one node with its doors, its page and, unless told otherwise, the demo's traffic.</summary>
internal sealed class HostCommand
{
    private readonly EngineFlags _engine = new(SettingFlags.OfHost());
    private readonly Option<bool> _noDemo = new("--no-demo") { Description = "no demo traffic" };

    public void AddTo(Command command)
    {
        command.Options.Add(_noDemo);
        _engine.AddTo(command);
        command.SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var (kind, request, config) = _engine.Read(parsed);
        var settings = HostSettings.Read(config);
        var output = parsed.InvocationConfiguration.Output;

        var errors = parsed.InvocationConfiguration.Error;
        await using var host = await TracingHost.StartAsync(
            settings, sink => kind.Start(request, sink), errors.WriteLine, stopping: stopping);
        await output.WriteLineAsync($"page        {host.PageAddress}");
        await output.WriteLineAsync($"OTLP/HTTP   {host.OtlpHttpAddress}v1/traces");
        await output.WriteLineAsync($"engine      {kind.Description}");
        await output.WriteLineAsync(settings.Storage.IsOnDisk
            ? $"traces      {host.Store.Counts.Traces} in {settings.Storage.Folder} (--data DIR or --data memory)"
            : "traces      in memory, gone with this process");
        var isDemo = !parsed.GetValue(_noDemo);
        await output.WriteLineAsync(isDemo
            ? "demo        a request a second (--no-demo: none); Ctrl-C ends"
            : "Ctrl-C ends");

        if (isDemo)
        {
            var tutorial = kind.StartTutorial(host.Engine, new OrderWork(failRate: 0.05, settings.Time), parallel: 1);
            await DemoTraffic.KeepMakingAsync(tutorial, settings.Time, stopping);
        }
        else
        {
            // Nothing to do but to be there, until Ctrl-C.
            await Task.Delay(Timeout.InfiniteTimeSpan, settings.Time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await output.WriteLineAsync("stopping");
        return ExitCode.Ok;
    }
}

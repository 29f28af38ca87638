using System.CommandLine;
using Tracing.Actors;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command without a name: one node with its doors and its page.</summary>
/// <param name="traffic">Makes requests while the host runs, unless <c>--no-demo</c> is given; null: there is no such
/// flag, and no traffic.</param>
internal sealed class HostCommand(ITraffic? traffic = null)
{
    private readonly CollectorFlags _flags = new(SettingFlags.OfHost());
    private readonly Option<bool> _noDemo = new("--no-demo") { Description = "no demo traffic" };

    public void AddTo(Command command)
    {
        if (traffic is not null) command.Options.Add(_noDemo);
        _flags.AddTo(command);
        command.SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        GarbagePauses.Shorten();
        var (options, config) = _flags.Read(parsed);
        var settings = HostSettings.Read(config);
        var output = parsed.InvocationConfiguration.Output;
        var status = StatusLine.On(parsed.InvocationConfiguration.Error, settings.Time);
        var isSending = traffic is not null && !parsed.GetValue(_noDemo);

        ActorEngine? engine = null;
        await using var host = await TracingHost.StartAsync(settings,
            sink => engine = ActorEngine.Start(options.Hocon, options.Flags, options.Assembler, sink),
            status.Tell, stopping: stopping);
        await StartLines.WriteAsync(output, host);
        await output.WriteLineAsync($"engine      Akka.NET {ActorEngine.AkkaVersion}");
        await output.WriteLineAsync(settings.Storage.Store switch
        {
            StoreKind.None => "traces      not kept (tracing.storage.store = none)",
            StoreKind.Memory => "traces      in memory, gone with this process",
            StoreKind.Postgres => $"traces      {host.Store.Counts.Traces} in {settings.Postgres}",
            _ => $"traces      {host.Store.Counts.Traces} in {settings.Storage.Folder} (--data DIR or --data memory)",
        });
        foreach (var one in settings.BackEnds)
            await output.WriteLineAsync($"export      {one.Name}: {one.Destination?.Traces.ToString() ?? one.File}");
        await output.WriteLineAsync(isSending ? $"demo        {traffic!.Description}; Ctrl-C ends" : "Ctrl-C ends");

        var showing = status.RunAsync(host, stopping);
        if (isSending) await traffic!.RunAsync(engine!, stopping);
        // Nothing to do but to be there, until Ctrl-C.
        await Task.Delay(Timeout.InfiniteTimeSpan, settings.Time, stopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await showing;
        await output.WriteLineAsync("stopping");
        return ExitCode.Ok;
    }
}

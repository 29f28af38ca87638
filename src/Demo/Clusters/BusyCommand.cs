using System.CommandLine;
using System.Security.Cryptography;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo.Clusters;

/// <summary>A hidden command that keeps one core busy until its standard input ends.</summary>
internal static class BusyCommand
{
    public const string Name = "busy";

    public static Command Create()
    {
        var command = new Command(Name, "keeps a core busy until its input ends") { Hidden = true };
        command.SetAction(static (_, stopping) => RunAsync(stopping));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var input = Console.OpenStandardInput();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var busy = Task.Factory.StartNew(
            () => Work(ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var buffer = new byte[1];
        while (await input.ReadAsync(buffer, stopping).ConfigureAwait(false) > 0)
        {
            // Nobody writes to it.
        }
        await ended.CancelAsync();
        await busy;
        return ExitCode.Ok;
    }

    // Work with memory too: programs that run beside a cluster do not only count.
    private static void Work(CancellationToken ended)
    {
        var bytes = new byte[1 << 20];
        while (!ended.IsCancellationRequested) SHA256.HashData(bytes, bytes);
    }
}

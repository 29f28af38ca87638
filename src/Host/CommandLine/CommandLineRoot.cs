using System.CommandLine;
using Tracing.Configuration;
using Tracing.Hosting.Web;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command line: parses, runs, and turns whatever cannot be used into one line and an exit code.</summary>
internal static partial class CommandLineRoot
{
    /// <summary>How long a stop may take after Ctrl-C before the process is ended.</summary>
    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args, TimeProvider time, TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Distributed tracing for Akka.NET: a collector, its doors, its page.");
        new HostCommand().AddTo(root);
        root.Subcommands.Add(new DemoCommand(time).Create());
        AddClusterCommands(root, time);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Unusable(errors, parsed.Errors[0].Message);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = _stopTime,
            });
        }
        catch (Exception cause) when (cause is ConfigurationException or PortUnavailableException
            or StorageUnavailableException)
        {
            return Unusable(errors, cause.Message);
        }
    }

    // There only in a build with Akka.NET (folder Akka); without it the call vanishes.
    static partial void AddClusterCommands(RootCommand root, TimeProvider time);

    private static int Unusable(TextWriter errors, string line)
    {
        errors.WriteLine(line.ReplaceLineEndings(" "));
        return ExitCode.Unusable;
    }
}

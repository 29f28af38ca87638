using System.CommandLine;
using Tracing.Configuration;
using Tracing.Hosting.Web;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>Parses and runs a command line; turns unusable input into one line and an exit code.</summary>
internal static class CommandLineRoot
{
    /// <summary>Time that a stop may take after Ctrl-C before the process is ended.</summary>
    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter errors)
    {
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
        catch (MisreadTextException cause)
        {
            return Misread(errors, cause.Message);
        }
    }

    private static int Misread(TextWriter errors, string lines)
    {
        errors.WriteLine(lines);
        return ExitCode.Unusable;
    }

    private static int Unusable(TextWriter errors, string line)
    {
        errors.WriteLine(line.ReplaceLineEndings(" "));
        return ExitCode.Unusable;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Tracing.Hosting.CommandLine;

/// <summary>Shows long text page by page as git does, where the output is a terminal.</summary>
internal static class Pager
{
    /// <summary>Ends at once when all fits the screen, keeps colours, and leaves the text on the screen.</summary>
    private const string LessOptions = "FRX";

    public static async Task WriteAsync(TextWriter output, string text, CancellationToken stopping)
    {
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && !Console.IsInputRedirected
            && text.AsSpan().Count('\n') >= Console.WindowHeight && await PageAsync(text, stopping))
            return;
        await output.WriteAsync(text.AsMemory(), stopping);
    }

    // False: the pager cannot be started.
    private static async Task<bool> PageAsync(string text, CancellationToken stopping)
    {
        var pager = Environment.GetEnvironmentVariable("PAGER") is { Length: > 0 } chosen ? chosen : "less";
        if (pager == "cat") return false;
        var start = new ProcessStartInfo(pager) { RedirectStandardInput = true, UseShellExecute = false };
        start.Environment.TryAdd("LESS", LessOptions);
        try
        {
            using var process = Process.Start(start);
            if (process is null) return false;
            try
            {
                await process.StandardInput.WriteAsync(text.AsMemory(), stopping);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // Somebody has read enough.
            }
            await process.WaitForExitAsync(stopping);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

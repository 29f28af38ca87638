using System.Globalization;

namespace Tracing.Hosting.CommandLine;

/// <summary>The last line of a terminal while a host runs: what comes in, what is open, kept and refused.</summary>
/// <remarks>Any thread. Lines for the operator go through it, so that they stand above it. Without a terminal there are
/// only those.</remarks>
internal sealed class StatusLine(TextWriter errors, bool isTerminal, TimeProvider time)
{
    private const string ClearLine = "\r\e[K";

    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(2);

    private readonly Lock _writing = new();
    private string _shown = "";

    /// <summary>A status line on the terminal of this process, if its error output is one.</summary>
    public static StatusLine On(TextWriter errors, TimeProvider time) => new(errors,
        ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") is not "dumb", time);

    /// <summary>Writes a line for the operator.</summary>
    public void Tell(string line)
    {
        lock (_writing)
        {
            if (_shown.Length > 0) errors.Write(ClearLine);
            errors.WriteLine(line);
            errors.Write(_shown);
        }
    }

    /// <summary>Shows the status until it is stopped; a stop is no error.</summary>
    public async Task RunAsync(TracingHost host, CancellationToken stopping)
    {
        if (!isTerminal) return;
        using var timer = new PeriodicTimer(_pace, time);
        try
        {
            for (var spans = host.Engine.Counts.Assembler.SpansIn; ;)
            {
                await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false);
                var now = host.Engine.Counts;
                Show(Text(
                    (now.Assembler.SpansIn - spans) / _pace.TotalSeconds, now.OpenTraces, host.Store.Counts.Traces,
                    now.WaitingTraces, host.RefusedRequests));
                spans = now.Assembler.SpansIn;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Show("");
        }
    }

    /// <param name="waiting">Closed traces that are not stored yet; 0 is not said.</param>
    /// <param name="refused">Requests that doors have refused; 0 is not said.</param>
    public static string Text(double spansPerSecond, int open, long kept, int waiting, long refused)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{spansPerSecond:N0} spans/s, {open:N0} traces open, {kept:N0} kept");
        if (waiting > 0) text += string.Create(CultureInfo.InvariantCulture, $", {waiting:N0} wait for the store");
        if (refused > 0) text += string.Create(CultureInfo.InvariantCulture, $", {refused:N0} requests refused");
        return text;
    }

    // An unchanged line is not written again: a host at rest leaves its terminal alone.
    private void Show(string text)
    {
        lock (_writing)
        {
            if (text == _shown) return;
            errors.Write(ClearLine + text);
            _shown = text;
        }
    }
}

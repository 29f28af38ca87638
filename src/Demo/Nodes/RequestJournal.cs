using System.Globalization;
using System.Text;

namespace Tracing.Demo.Nodes;

/// <summary>Writes down each request before it is sent, and when it is over. Any thread.</summary>
/// <remarks>A line is handed to the system at once: the end of the process, of whatever kind, loses none. A line that it
/// cut short has no end and counts for nothing: what it announces was not sent.</remarks>
internal sealed class RequestJournal(string path, TimeProvider time) : IDisposable
{
    public const string Succeeded = "ok";

    public const char BeginMark = '+', EndMark = '-';

    // No buffer of ours: only the system's outlives a kill.
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _lock = new();

    /// <param name="ports">By which the nodes are known that have a part in it, in the order of its way.</param>
    public void Begin(TraceId trace, params ReadOnlySpan<int> ports)
    {
        var line = new StringBuilder().Append(BeginMark).Append(trace).Append(' ').Append(Now());
        foreach (var port in ports) line.Append(CultureInfo.InvariantCulture, $" {port}");
        Write(line);
    }

    /// <param name="succeeded">The answer came: every step was made.</param>
    public void End(TraceId trace, bool succeeded) => Write(new StringBuilder().Append(EndMark).Append(trace).Append(' ')
        .Append(Now()).Append(' ').Append(succeeded ? Succeeded : "failed"));

    public void Dispose() => _file.Dispose();

    private string Now() => time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private void Write(StringBuilder line)
    {
        var bytes = Encoding.ASCII.GetBytes(line.Append('\n').ToString());
        lock (_lock) _file.Write(bytes);
    }
}

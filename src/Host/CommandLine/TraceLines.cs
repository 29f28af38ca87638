using System.Globalization;
using System.Text.Json;
using Tracing.Trees;

namespace Tracing.Hosting.CommandLine;

/// <summary>Writes traces of an answer to a search, a line for each.</summary>
internal sealed class TraceLines(TimeZoneInfo zone)
{
    public static string Heading => $"{"started",-23}  {"trace",-32}  {"duration",9}  {"spans",6}  {"state",-19}  root";

    public string Of(JsonElement trace)
    {
        var millis = trace.GetProperty("startMicros").GetUInt64() / 1_000;
        var (errors, spans) = (trace.GetProperty("errors").GetInt32(), trace.GetProperty("spans").GetInt32());
        var duration = Nanos.Text(trace.GetProperty("durationNanos").GetUInt64());
        var state = trace.GetProperty("completeness").GetProperty("kind").GetString()
            + (errors == 0 ? "" : errors == 1 ? ", 1 error" : $", {errors} errors");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Time(millis),-23}  {Text(trace, "id"),-32}  {duration,9}  {spans,6}  {state,-19}  ")
            + $"{Text(trace, "operation")} ({Text(trace, "service")})";
    }

    // A sender's clock may say anything.
    private string Time(ulong millis) => millis > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? "?"
        : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds((long)millis), zone)
            .ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // Control characters of a stranger's name must not reach the terminal.
    private static string Text(JsonElement trace, string name) => string.Concat(
        (trace.GetProperty(name).GetString() ?? "").Select(character => char.IsControl(character) ? ' ' : character));
}

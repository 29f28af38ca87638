using System.Globalization;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Storage;
using Tracing.Wire.Spans;

namespace Tracing.Sqlite.Crashing;

/// <summary>A process that puts traces until it is killed, and prints which are stored.</summary>
internal static class CrashingWriter
{
    public const int SpansPerTrace = 3;

    public static async Task<int> RunAsync(string folder)
    {
        await using var store = SqliteTraceStore.Open(Settings(folder));
        // The process before this one may have stored traces without printing them.
        var next = (int)store.Counts.Traces + 1000;
        // Never reached: the test ends the process.
        for (var round = 0; round < 1_000_000; round++)
        {
            var count = 1 + (round % 40);
            await store.PutAsync([.. Enumerable.Range(next, count).Select(Trace)]);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"stored {next} {count}"));
            await Console.Out.FlushAsync();
            next += count;
        }
        return 1;
    }

    // The spans are older than figures are kept by default.
    public static StorageSettings Settings(string folder) => new() { Path = folder, MaxAge = TimeSpan.FromDays(3650) };

    public static ClosedTrace Trace(int number)
    {
        RawSpan[] spans =
        [
            Some.Span(1, 0, 1, number, "make_request", "Client", 0, 40),
            Some.Span(2, 1, 1, number, "handle_request", "OrderService", 1, 38),
            Some.Span(3, 2, 0, number, "process_data", "OrderService", 20, 15, new Tag("order", number)),
        ];
        return new ClosedTrace(
            Some.Trace(number), 0, Completeness.Exact, [.. spans], 0, TimeProvider.System.GetUtcNow());
    }
}

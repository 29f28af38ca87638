namespace Tracing.Hosting.Journaling;

/// <summary>Traces of three spans by number, in two requests: the children, and the root that closes them.</summary>
internal static class OpenTrace
{
    public static string Children(int number) => SomeJson.Request(
        SomeJson.Span(2, 1, 0, "first", traceId: Id(number)), SomeJson.Span(3, 1, 0, "second", traceId: Id(number)));

    public static string Root(int number) => SomeJson.Request(SomeJson.Span(1, 0, 2, "root", traceId: Id(number)));

    public static string Id(int number) => $"{0xabcdef:x16}{number:x16}";

    /// <summary>Completes when the host shows it as exact, with each of its spans once.</summary>
    public static async Task IsWholeAsync(HostProcess host, int number)
    {
        string[] spans = [$"{1:x16}", $"{2:x16}", $"{3:x16}"];
        await RunningHost.UntilAsync(async () => await host.TraceAsync(Id(number)),
            trace => trace is { Completeness: "exact" } found && found.Spans.SequenceEqual(spans));
    }
}

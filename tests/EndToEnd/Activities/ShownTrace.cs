using System.Text.Json;
using Tracing.Hosting;
using Tracing.Hosting.Journaling;

namespace Tracing.EndToEnd.Activities;

/// <summary>A trace as a collector shows it.</summary>
/// <param name="Shape">Each span as <c>name(children)</c>; siblings in alphabetical order.</param>
internal sealed record ShownTrace(string Shape, string Completeness, JsonElement Json)
{
    /// <summary>Waits until the collector has this many traces of a service.</summary>
    public static async Task<ShownTrace[]> OfAsync(HostProcess host, HttpClient client, string service, int count)
    {
        var answer = await RunningHost.UntilAsync(
            async () => await RunningHost.JsonOf(
                await client.GetAsync(new Uri(host.Page, $"/api/traces?service={service}&limit=100"))),
            found => found.GetProperty("data") is { ValueKind: JsonValueKind.Array } data
                && data.GetArrayLength() >= count && (count == 0 || RunningHost.AreClosed(found)));
        ShownTrace[] traces = [.. answer.GetProperty("data").EnumerateArray().Select(Of)];
        Assert.True(traces.Length == count, string.Join('\n', traces.Select(static trace => trace.Shape)));
        return traces;
    }

    /// <summary>A tag of the span with this name, as text.</summary>
    public string? Tag(string span, string key) =>
        Json.GetProperty("spans").EnumerateArray()
            .Single(one => one.GetProperty("operationName").GetString() == span)
            .GetProperty("tags").EnumerateArray()
            .Where(tag => tag.GetProperty("key").GetString() == key)
            .Select(static tag => tag.GetProperty("value").ToString()).SingleOrDefault();

    /// <summary>The services that take part, in alphabetical order.</summary>
    public string[] Services() =>
        [.. Json.GetProperty("processes").EnumerateObject()
            .Select(static process => process.Value.GetProperty("serviceName").GetString()!).Distinct().Order()];

    private static ShownTrace Of(JsonElement trace)
    {
        var spans = trace.GetProperty("spans").EnumerateArray().ToArray();
        var ids = spans.Select(Id).ToHashSet();
        var roots = spans.Where(span => ParentOf(span) is not { } parent || !ids.Contains(parent));
        return new ShownTrace(string.Join(" ", roots.Select(root => Form(root, spans)).Order()),
            trace.GetProperty("completeness").GetString()!, trace);
    }

    private static string Form(JsonElement span, JsonElement[] spans)
    {
        var name = span.GetProperty("operationName").GetString();
        var children = spans.Where(other => ParentOf(other) == Id(span)).Select(child => Form(child, spans)).Order();
        var inner = string.Join(" ", children);
        return inner.Length == 0 ? name! : $"{name}({inner})";
    }

    private static string? Id(JsonElement span) => span.GetProperty("spanID").GetString();

    private static string? ParentOf(JsonElement span) =>
        span.GetProperty("references").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } parent
            ? parent.GetProperty("spanID").GetString()
            : null;
}

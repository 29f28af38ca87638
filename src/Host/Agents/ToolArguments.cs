using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tracing.Hosting.Query;

namespace Tracing.Hosting.Agents;

/// <summary>Turns the arguments of a call into parameters of a request, so that tools read them as the page's API
/// does.</summary>
internal static class ToolArguments
{
    /// <returns>Null: an argument cannot be read.</returns>
    public static IQueryCollection? Read(
        IEnumerable<KeyValuePair<string, JsonElement>> arguments, out QueryFault? fault)
    {
        fault = null;
        var read = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in arguments)
        {
            // Agents send null for what they leave out.
            if (value.ValueKind == JsonValueKind.Null) continue;
            if (Texts(value) is { } texts && read.TryAdd(name, texts)) continue;
            fault = new QueryFault(name, "must be a text, a number, true or false, or an array of texts, given once");
            return null;
        }
        return new QueryCollection(read);
    }

    // Null: of another type.
    private static string[]? Texts(JsonElement value)
    {
        string?[] texts = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(Text)]
            : [Text(value)];
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}

using System.Text.Json;

namespace Tracing.Wire.Json;

/// <summary>Measures what reading a request in JSON takes, by its tokens.</summary>
internal static class JsonCost
{
    /// <summary>Below this length JSON is not measured: it cannot cost much.</summary>
    private const int SmallJson = 64 * 1024;

    /// <summary>Bytes of a token in the document that JSON is read from.</summary>
    private const int BytesPerToken = 12;

    /// <summary>Bytes of a token, in requests whose tokens are not counted one by one.</summary>
    private const int PlainBytesPerToken = 8;

    /// <param name="bytesWritten">Bytes of memory for what is made of the request.</param>
    /// <param name="bytesPerToken">Bytes of memory for what is made of each token, beside the document.</param>
    public static RequestCost Of(ReadOnlySpan<byte> request, int maxDepth, long bytesWritten, int bytesPerToken = 0)
    {
        if (request.Length <= SmallJson) return default;
        var json = request[JsonBytes.Start(request)..];
        // Counting them exactly costs as much as a third of the reading.
        var tokens = MostTokens(json);
        if (tokens > RequestCost.MaxElements || tokens > json.Length / PlainBytesPerToken) tokens = Tokens(json, maxDepth);
        return new RequestCost(tokens, 0, (tokens * (BytesPerToken + bytesPerToken)) + bytesWritten);
    }

    // Each value but the first follows a bracket or a comma, or a name and its colon. So in a document without these
    // characters in its texts, and without empty objects and arrays, this is the number of tokens; otherwise it is more.
    private static long MostTokens(ReadOnlySpan<byte> json) => 1L + json.Count((byte)':') + json.Count((byte)',')
        + (2L * json.Count((byte)'{')) + (2L * json.Count((byte)'['));

    private static long Tokens(ReadOnlySpan<byte> json, int maxDepth)
    {
        long tokens = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (tokens <= RequestCost.MaxElements && reader.Read()) tokens++;
        }
        catch (JsonException)
        {
            // Reading the request will say where.
        }
        return tokens;
    }
}

using System.Text.Json;

namespace Tracing.Wire.Json;

/// <summary>Measures what reading a request in JSON takes, by its tokens.</summary>
internal static class JsonCost
{
    /// <summary>Below this length JSON is not measured: it cannot cost much.</summary>
    private const int SmallJson = 64 * 1024;

    /// <summary>Bytes of a token in the document that JSON is read from.</summary>
    private const int BytesPerToken = 12;

    /// <param name="bytesWritten">Bytes of memory for what is made of the request.</param>
    /// <param name="bytesPerToken">Bytes of memory for what is made of each token, beside the document.</param>
    public static RequestCost Of(ReadOnlySpan<byte> request, int maxDepth, long bytesWritten, int bytesPerToken = 0)
    {
        if (request.Length <= SmallJson) return default;
        long tokens = 0;
        var reader = new Utf8JsonReader(
            request[JsonBytes.Start(request)..], new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (tokens <= RequestCost.MaxElements && reader.Read()) tokens++;
        }
        catch (JsonException)
        {
            // Reading the request will say where.
        }
        return new RequestCost(tokens, 0, (tokens * (BytesPerToken + bytesPerToken)) + bytesWritten);
    }
}

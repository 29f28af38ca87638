using System.Text.Json;
using Tracing.Wire.Otlp;

namespace Tracing.Wire.OtlpJson;

/// <summary>Measures what reading a request in JSON takes, by its tokens.</summary>
public static class OtlpJsonCost
{
    /// <summary>Below this length JSON is not measured: it cannot cost much.</summary>
    private const int SmallJson = 64 * 1024;

    /// <summary>Bytes of a token in the document that JSON is read from.</summary>
    private const int BytesPerToken = 12;

    public static OtlpCost Of(ReadOnlySpan<byte> request)
    {
        if (request.Length <= SmallJson) return default;
        long tokens = 0;
        var reader = new Utf8JsonReader(
            request[JsonBytes.Start(request)..], new JsonReaderOptions { MaxDepth = OtlpJsonReader.MaxDepth });
        try
        {
            while (tokens <= OtlpCost.MaxElements && reader.Read()) tokens++;
        }
        catch (JsonException)
        {
            // Reading the request will say where.
        }
        // The request is also written as protobuf, which is about half as long.
        return new OtlpCost(tokens, 0, (tokens * BytesPerToken) + (request.Length / 2));
    }
}

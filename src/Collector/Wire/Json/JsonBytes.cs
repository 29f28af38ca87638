using System.Text.Json;

namespace Tracing.Wire.Json;

/// <summary>A JSON document before it is parsed.</summary>
internal static class JsonBytes
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Number of bytes before the document: those of a byte order mark, or none.</summary>
    public static int Start(ReadOnlySpan<byte> json) => json.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    /// <summary>The reason why a document could not be parsed.</summary>
    public static string Problem(ReadOnlySpan<byte> json, int maxDepth, JsonException fault) => IsDeeper(json, maxDepth)
        ? $"nests deeper than {maxDepth} levels"
        : $"not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";

    /// <summary>True: the document nests deeper than the limit, before anything else is wrong with it.</summary>
    private static bool IsDeeper(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (reader.Read())
                if (reader.CurrentDepth >= maxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    return true;
        }
        catch (JsonException)
        {
            // It is broken before it nests that deep.
        }
        return false;
    }
}

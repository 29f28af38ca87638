using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads strings of JSON, also those that are no text: a byte that is no UTF-8 and half a surrogate pair become
/// U+FFFD, as in protobuf.</summary>
/// <remarks>JsonElement.GetString throws on such a string. An exporter that cuts attributes at a length makes
/// them.</remarks>
internal static class JsonStrings
{
    /// <param name="value">Of the kind string.</param>
    public static string Read(JsonElement value)
    {
        var content = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return Utf8.IsValid(content) && content.IndexOf("\\u"u8) < 0 ? value.GetString() ?? "" : Unescaped(content);
    }

    // The document was parsed, so every escape is whole. Half a surrogate pair stays in the text: it becomes U+FFFD when
    // the text is written as UTF-8.
    private static string Unescaped(ReadOnlySpan<byte> content)
    {
        var escaped = Encoding.UTF8.GetString(content);
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }
            switch (escaped[++i])
            {
                case 'u':
                    text.Append((char)Convert.ToUInt16(escaped.Substring(i + 1, 4), 16));
                    i += 4;
                    break;
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case var itself: text.Append(itself); break;
            }
        }
        return text.ToString();
    }
}

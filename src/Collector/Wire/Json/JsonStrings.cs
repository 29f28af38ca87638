using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Tracing.Wire.Json;

/// <summary>Reads strings of JSON, also those that are no text: a byte that is no UTF-8 and half a surrogate pair become
/// U+FFFD, as in protobuf.</summary>
/// <remarks>JsonElement.GetString and JsonProperty.Name throw on such a string. An exporter that cuts attributes at a
/// length makes them.</remarks>
internal static class JsonStrings
{
    /// <param name="value">Of the kind string.</param>
    public static string Read(JsonElement value)
    {
        var content = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return TextOf(content) ?? value.GetString() ?? "";
    }

    /// <summary>Name of a member, repaired like any other string.</summary>
    public static string NameOf(JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        return TextOf(name) ?? member.Name;
    }

    /// <summary>Compares the name of a member with a name that needs no escapes.</summary>
    public static bool IsNamed(JsonProperty member, ReadOnlySpan<byte> name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return raw.SequenceEqual(name) || (raw.Contains((byte)'\\') && NameOf(member) == Encoding.UTF8.GetString(name));
    }

    /// <summary>Finds a member of an object; of several with the same name the last.</summary>
    public static bool TryMember(JsonElement holder, string name, out JsonElement value)
    {
        value = default;
        var isFound = false;
        foreach (var member in holder.EnumerateObject())
        {
            if (NameOf(member) != name) continue;
            value = member.Value;
            isFound = true;
        }
        return isFound;
    }

    // Null: it has escapes, and JsonElement reads them.
    private static string? TextOf(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\')) return Encoding.UTF8.GetString(content);
        return Utf8.IsValid(content) && content.IndexOf("\\u"u8) < 0 ? null : Unescaped(content);
    }

    // The document was parsed, so every escape is whole. Half a surrogate pair stays in the text: it becomes U+FFFD when
    // the text is written as UTF-8.
    private static string Unescaped(ReadOnlySpan<byte> content)
    {
        // The text is never longer than it is with escapes, so it is written over them.
        var text = ArrayPool<char>.Shared.Rent(content.Length);
        var escaped = text.AsSpan(0, Encoding.UTF8.GetChars(content, text));
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var letter = escaped[i];
            if (letter == '\\')
            {
                letter = escaped[++i];
                if (letter == 'u')
                {
                    letter = (char)ushort.Parse(escaped.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture);
                    i += 4;
                }
                else letter = Unescaped(letter);
            }
            escaped[length++] = letter;
        }
        var read = new string(escaped[..length]);
        ArrayPool<char>.Shared.Return(text);
        return read;
    }

    private static char Unescaped(char letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        _ => letter,
    };
}

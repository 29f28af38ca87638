using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Tracing.Otlp.Proto;

namespace Tracing.Wire.Json;

/// <summary>Reads values of JSON that may be of another kind than expected.</summary>
/// <remarks>A null, and a member that is missing, is read as the default, as in protobuf's JSON mapping. A value of the
/// wrong kind is reported with the name of its field.</remarks>
internal static class JsonScalars
{
    public static string Text(this JsonReading reading, string field, JsonElement value) =>
        reading.Expect(field, value, JsonValueKind.String) ? JsonStrings.Read(value) : "";

    /// <summary>Writes a text as a field of a message.</summary>
    /// <param name="isAlways">False: an empty text is not written.</param>
    public static void Text(this JsonReading reading, string field, JsonElement value, ProtoWriter to, int number,
        bool isAlways = false)
    {
        if (reading.Expect(field, value, JsonValueKind.String))
        {
            var content = JsonMarshal.GetRawUtf8Value(value)[1..^1];
            // Most texts need no change.
            var isPlain = !content.Contains((byte)'\\') && Utf8.IsValid(content);
            if (!isPlain) to.StringAlways(number, JsonStrings.Read(value));
            else if (isAlways || !content.IsEmpty) to.Bytes(number, content);
        }
        else if (isAlways) to.Bytes(number, []);
    }

    public static bool Bool(this JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            or JsonValueKind.Undefined)
            return value.ValueKind == JsonValueKind.True;
        reading.Report(field, "must be true or false");
        return false;
    }

    public static bool Expect(this JsonReading reading, string field, JsonElement value, JsonValueKind kind)
    {
        if (value.ValueKind == kind) return true;
        if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            reading.Report(field, kind switch
            {
                JsonValueKind.Array => "must be an array",
                JsonValueKind.Object => "must be an object",
                _ => "must be a string",
            });
        return false;
    }

    /// <summary>Returns the entries of an array, which must all be objects.</summary>
    public static IEnumerable<(int Index, JsonElement Item)> Items(
        this JsonReading reading, string field, JsonElement array)
    {
        if (!reading.Expect(field, array, JsonValueKind.Array)) yield break;
        var index = -1;
        foreach (var item in array.EnumerateArray())
        {
            index++;
            if (!reading.IsSound) yield break;
            if (item.ValueKind == JsonValueKind.Object) yield return (index, item);
            else reading.Report($"{field}[{index}]", "must be an object");
        }
    }

    // A decimal holds every 64-bit integer, and can tell 1e3, which is allowed, from 1.5, which is not.
    public static decimal Whole(this JsonReading reading, string field, JsonElement value, decimal min, decimal max)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return 0;
        if (TryDigits(value, out var digits) && digits >= min && digits <= max) return digits;
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => JsonStrings.Read(value),
            _ => null,
        };
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) == number && number >= min && number <= max)
            return number;
        reading.Report(field, $"must be a whole number from {min} to {max}");
        return 0;
    }

    /// <summary>Reads digits alone, as nearly all whole numbers are written, or in quotation marks.</summary>
    public static bool TryDigits(JsonElement value, out ulong number)
    {
        number = 0;
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return false;
        var digits = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String) digits = digits[1..^1];
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

using System.Globalization;
using System.Text.Json;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads the scalar values of OTLP/JSON: text, numbers that may be strings, enums, ids, booleans.</summary>
/// <remarks>A null is read as the default, as in protobuf's JSON mapping. A value of the wrong type is reported with
/// the name of its field.</remarks>
internal static class OtlpJsonScalars
{
    public static string Text(this JsonReading reading, string field, JsonElement value) =>
        reading.Expect(field, value, JsonValueKind.String) ? JsonStrings.Read(value) : "";

    public static bool Bool(this JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
            return value.ValueKind == JsonValueKind.True;
        reading.Report(field, "must be true or false");
        return false;
    }

    public static ulong Nanos(this JsonReading reading, string field, JsonElement value) =>
        (ulong)reading.Whole(field, value, 0, ulong.MaxValue);

    public static long Int(this JsonReading reading, string field, JsonElement value) =>
        (long)reading.Whole(field, value, long.MinValue, long.MaxValue);

    public static uint UInt(this JsonReading reading, string field, JsonElement value) =>
        (uint)reading.Whole(field, value, 0, uint.MaxValue);

    /// <summary>Reads an enum by its number or its protobuf name, such as <c>SPAN_KIND_SERVER</c>.</summary>
    public static int Enum<T>(this JsonReading reading, string field, JsonElement value, string prefix)
        where T : struct, Enum
    {
        if (value.ValueKind == JsonValueKind.String && JsonStrings.Read(value) is var name
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && System.Enum.TryParse<T>(name[prefix.Length..], ignoreCase: true, out var named))
            return Convert.ToInt32(named, CultureInfo.InvariantCulture);
        return (int)reading.Whole(field, value, int.MinValue, int.MaxValue);
    }

    public static double Double(this JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = JsonStrings.Read(value);
            if (text == "NaN") return double.NaN;
            if (text == "Infinity") return double.PositiveInfinity;
            if (text == "-Infinity") return double.NegativeInfinity;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return number;
        }
        reading.Report(field, "must be a number");
        return 0;
    }

    public static byte[] Base64(this JsonReading reading, string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)) return bytes;
        reading.Report(field, "must be base64");
        return [];
    }

    /// <summary>Reads an id of 32 digits. An id of another length is read as none, and its span is rejected as in
    /// protobuf.</summary>
    public static TraceId TraceId(this JsonReading reading, string field, JsonElement value)
    {
        var text = reading.Hex(field, value);
        return text.Length == Tracing.TraceId.HexLength && Tracing.TraceId.TryParse(text, out var id) ? id : default;
    }

    public static SpanId SpanId(this JsonReading reading, string field, JsonElement value) =>
        Tracing.SpanId.TryParse(reading.Hex(field, value), out var id) ? id : default;

    public static bool Expect(this JsonReading reading, string field, JsonElement value, JsonValueKind kind)
    {
        if (value.ValueKind == kind) return true;
        if (value.ValueKind != JsonValueKind.Null)
            reading.Report(field, kind switch
            {
                JsonValueKind.Array => "must be an array",
                JsonValueKind.Object => "must be an object",
                _ => "must be a string",
            });
        return false;
    }

    private static string Hex(this JsonReading reading, string field, JsonElement value)
    {
        var text = reading.Text(field, value);
        foreach (var digit in text)
        {
            if (char.IsAsciiHexDigit(digit)) continue;
            reading.Report(field, "must be hexadecimal");
            return "";
        }
        return text;
    }

    // A decimal holds every 64-bit integer, and can tell 1e3, which is allowed, from 1.5, which is not.
    private static decimal Whole(this JsonReading reading, string field, JsonElement value, decimal min, decimal max)
    {
        if (value.ValueKind == JsonValueKind.Null) return 0;
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
}

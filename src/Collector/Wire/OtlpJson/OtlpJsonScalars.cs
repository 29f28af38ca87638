using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tracing.Wire.Json;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads the scalar values that OTLP/JSON writes in its own way: integers, enums, bytes, ids.</summary>
internal static class OtlpJsonScalars
{
    public static ulong Nanos(this JsonReading reading, string field, JsonElement value) =>
        JsonScalars.TryDigits(value, out var nanos) ? nanos : (ulong)reading.Whole(field, value, 0, ulong.MaxValue);

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
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return [];
        if (value.ValueKind == JsonValueKind.String && TryBase64(JsonStrings.Read(value)) is { } bytes) return bytes;
        reading.Report(field, "must be base64");
        return [];
    }

    /// <summary>Reads an id of 32 digits. An id of another length is read as none, and its span is rejected as in
    /// protobuf.</summary>
    public static TraceId TraceId(this JsonReading reading, string field, JsonElement value)
    {
        Span<byte> id = stackalloc byte[Tracing.TraceId.ByteCount];
        return reading.TryHex(field, value, id) && Tracing.TraceId.TryRead(id, out var read) ? read : default;
    }

    public static SpanId SpanId(this JsonReading reading, string field, JsonElement value)
    {
        Span<byte> id = stackalloc byte[Tracing.SpanId.ByteCount];
        return reading.TryHex(field, value, id) && Tracing.SpanId.TryRead(id, out var read) ? read : default;
    }

    // Protobuf's JSON mapping takes both alphabets, with and without padding.
    private static byte[]? TryBase64(string text)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        standard = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[standard.Length / 4 * 3];
        return Convert.TryFromBase64String(standard, bytes, out var count) ? bytes[..count] : null;
    }

    /// <summary>Reads hexadecimal digits, two for each byte.</summary>
    /// <returns>False: there are fewer or more, or others, which are the fault.</returns>
    private static bool TryHex(this JsonReading reading, string field, JsonElement value, Span<byte> bytes)
    {
        if (!reading.Expect(field, value, JsonValueKind.String)) return false;
        var digits = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (digits.Length == 2 * bytes.Length
            && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done) return true;
        if (digits.Contains((byte)'\\')) digits = Encoding.UTF8.GetBytes(JsonStrings.Read(value));
        foreach (var digit in digits)
        {
            if (char.IsAsciiHexDigit((char)digit)) continue;
            reading.Report(field, "must be hexadecimal");
            return false;
        }
        return digits.Length == 2 * bytes.Length
            && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
    }
}

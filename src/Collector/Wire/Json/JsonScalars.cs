using System.Globalization;
using System.Text.Json;

namespace Tracing.Wire.Json;

/// <summary>Reads values of JSON that may be of another kind than expected.</summary>
/// <remarks>A null is read as the default, as in protobuf's JSON mapping. A value of the wrong kind is reported with the
/// name of its field.</remarks>
internal static class JsonScalars
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

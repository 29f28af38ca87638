using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Json;

/// <summary>The members that one kind of JSON object may have, with a number for each.</summary>
/// <remarks>Immutable, any thread. Names are compared as bytes: a string for each member would cost more than reading its
/// value.</remarks>
internal sealed class JsonMembers
{
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _numbers;
    private readonly int _last;

    public JsonMembers(params ReadOnlySpan<(int Number, string Name)> members)
    {
        var numbers = new Dictionary<byte[], int>(ByteNameComparer.Instance);
        foreach (var (number, name) in members)
        {
            numbers[Encoding.UTF8.GetBytes(name)] = number;
            _last = Math.Max(_last, number);
        }
        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The members of a protobuf message, by the numbers of its fields. A reader must know both names of a
    /// field: <c>traceId</c> and <c>trace_id</c>.</summary>
    public static JsonMembers OfMessage(params ReadOnlySpan<(int Number, string Name)> fields)
    {
        var members = new List<(int, string)>();
        foreach (var (number, name) in fields) members.AddRange((number, name), (number, FieldNameOf(name)));
        return new JsonMembers([.. members]);
    }

    /// <summary>Makes room for <see cref="Read"/>.</summary>
    public JsonElement[] MakeRoom() => new JsonElement[_last + 1];

    /// <summary>Reads the members of an object; of several with the same name the last counts.</summary>
    /// <param name="values">Gets each member at its number; a member that is missing has the kind Undefined.</param>
    public void Read(JsonElement holder, JsonElement[] values)
    {
        Array.Clear(values);
        foreach (var member in holder.EnumerateObject())
            if (TryFind(member, out var number))
                values[number] = member.Value;
    }

    public bool TryFind(JsonProperty member, out int number)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        return _numbers.TryGetValue(name, out number)
            || (name.Contains((byte)'\\') && _numbers.TryGetValue(Encoding.UTF8.GetBytes(JsonStrings.NameOf(member)), out number));
    }

    private static string FieldNameOf(string name) =>
        string.Concat(name.Select(static letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}

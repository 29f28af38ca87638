using System.Buffers;
using System.Text;

namespace Tracing.Propagation;

/// <summary>The text of the header <c>baggage</c> (W3C Baggage, "Baggage HTTP Header Format").</summary>
/// <remarks>A member that breaks the grammar or a limit is left out, when reading and when writing; the others are
/// kept.</remarks>
public static class BaggageText
{
    public const string Field = "baggage";

    /// <summary>Bytes of the header, which is ASCII: the size that every platform must propagate.</summary>
    public const int MaxLength = 8192;

    private const string Octets =
        "!#$%&'()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> _token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> _value = SearchValues.Create(Octets);
    private static readonly SearchValues<char> _properties = SearchValues.Create(Octets + "; \t");

    private static readonly ParseFault
        _tooLong = new(Field, Field, "must have at most 8192 bytes"),
        _tooMany = new(Field, Field, "must have at most 64 members"),
        _noEquals = new(Field, "list-member", "must be key=value"),
        _badKey = new(Field, "key", "must be a token (RFC 7230)"),
        _badValue = new(Field, "value", "must be percent-encoded outside of baggage-octet"),
        _badProperty = new(Field, "property", "must be percent-encoded outside of baggage-octet");

    /// <summary>Reads the members that are correct; each kind of fault among the others is reported once.</summary>
    public static Extraction Parse(ReadOnlySpan<char> text)
    {
        var found = default(Extraction);
        var baggage = Baggage.Empty;
        foreach (var range in text.Split(','))
        {
            var member = text[range].Trim(" \t");
            if (member.IsEmpty) continue;
            if (range.End.Value > MaxLength)
            {
                found = found.With(_tooLong);
                break;
            }
            if (Entry(member, out var fault) is not { } entry) found = found.With(fault);
            else if (baggage.Entries.Length < Baggage.MaxEntries || baggage[entry.Key] is not null)
                baggage = baggage.Set(entry.Key, entry.Value, entry.Metadata);
            else found = found.With(_tooMany);
        }
        return baggage.IsEmpty ? found : found with { Context = default(TraceContext).With(baggage) };
    }

    /// <summary>The header's text, or null when no pair can be carried.</summary>
    /// <remarks>Leaves out pairs whose key is not a token or that exceed the size, and properties that are not
    /// ASCII.</remarks>
    public static string? Format(Baggage baggage)
    {
        ArgumentNullException.ThrowIfNull(baggage);
        if (baggage.IsEmpty) return null;
        var text = new StringBuilder();
        foreach (var (key, value, metadata) in baggage.Entries)
        {
            if (!IsToken(key) || text.Length + key.Length + value.Length >= MaxLength) continue;
            var before = text.Length;
            if (before > 0) text.Append(',');
            text.Append(key).Append('=').Append(Uri.EscapeDataString(value));
            if (!string.IsNullOrEmpty(metadata) && !metadata.AsSpan().ContainsAnyExcept(_properties))
                text.Append(';').Append(metadata);
            // W3C Baggage, "Limits": a member is propagated whole or not at all.
            if (text.Length > MaxLength) text.Length = before;
        }
        return text.Length == 0 ? null : text.ToString();
    }

    private static BaggageEntry? Entry(ReadOnlySpan<char> member, out ParseFault fault)
    {
        var semicolon = member.IndexOf(';');
        var pair = semicolon < 0 ? member : member[..semicolon];
        var properties = semicolon < 0 ? default : member[(semicolon + 1)..].Trim(" \t");
        var equals = pair.IndexOf('=');
        fault = _noEquals;
        if (equals < 0) return null;
        var key = pair[..equals].Trim(" \t");
        var value = pair[(equals + 1)..].Trim(" \t");
        fault = _badKey;
        if (!IsToken(key)) return null;
        fault = _badValue;
        if (value.ContainsAnyExcept(_value)) return null;
        fault = _badProperty;
        if (properties.ContainsAnyExcept(_properties)) return null;
        fault = default;
        return new BaggageEntry(key.ToString(), PercentText.Decode(value),
            properties.IsEmpty ? null : properties.ToString());
    }

    private static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(_token);
}

using System.Buffers;

namespace Tracing.Propagation;

/// <summary>Checks the header <c>tracestate</c>. The members of others are passed on unchanged (W3C Trace Context Level
/// 2, "tracestate Header").</summary>
/// <remarks>See RATIONALE "Why is tracestate passed on as it came?".</remarks>
public static class TraceState
{
    public const string Field = "tracestate";

    public const int MaxMembers = 32;

    /// <summary>Characters of the header; a longer one is dropped whole. The specification asks for at least
    /// 512.</summary>
    public const int MaxLength = 8192;

    private const int MaxKeyLength = 256, MaxValueLength = 256;

    private static readonly SearchValues<char> _keyStart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> _key =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    private static readonly ParseFault
        _tooLong = new(Field, Field, "must have at most 8192 characters"),
        _tooMany = new(Field, "list", "must have at most 32 members"),
        _noEquals = new(Field, "list-member", "must be key=value"),
        _badKey = new(Field, "key", "must be 1 to 256 of a-z, 0-9, _ - * / @, the first a letter or digit"),
        _badValue = new(Field, "value", "must be 1 to 256 printable ASCII characters other than , and =");

    /// <summary>The key of this library's own member. Its value is the id of the span that sent the header, so that a
    /// receiver can tell whether the parent is a span of this library. A service in between that passes tracestate on
    /// puts its own span into traceparent, and the ids differ.</summary>
    internal const string OwnKey = "tracing-akka";

    /// <summary>Characters of this library's member.</summary>
    internal static int OwnLength => OwnKey.Length + 1 + SpanId.HexLength;

    /// <summary>True when the header follows the grammar and the limits; otherwise there is a fault. No text
    /// throws.</summary>
    public static bool IsValid(ReadOnlySpan<char> text, out ParseFault fault)
    {
        fault = text.Length > MaxLength ? _tooLong : FirstFault(text);
        return fault == default;
    }

    /// <summary>Returns the header with this library's member first, as the specification asks of a changed
    /// member.</summary>
    /// <param name="others">A valid header; null: none. Its last member is left out if there is no room.</param>
    internal static string WithOwn(string? others, SpanId span)
    {
        var own = Own(span);
        if (WithoutOwn(others, out _) is not { Length: > 0 } rest) return own;
        var both = $"{own},{rest}";
        if (IsValid(both, out _)) return both;
        var last = both.LastIndexOf(',');
        return IsValid(both.AsSpan(0, last), out _) ? both[..last] : own;
    }

    private static string Own(SpanId span) => string.Create(OwnLength, span, static (to, id) =>
    {
        OwnKey.CopyTo(to);
        to[OwnKey.Length] = '=';
        Hex.Write(id.Value, to[(OwnKey.Length + 1)..]);
    });

    /// <summary>Returns the header without this library's member; null: nothing is left.</summary>
    /// <param name="span">The span that the member names; none if it is not there.</param>
    internal static string? WithoutOwn(string? text, out SpanId span)
    {
        span = default;
        if (text is null || !text.Contains(OwnKey, StringComparison.Ordinal)) return text;
        var others = new List<string>();
        foreach (var member in text.Split(','))
        {
            var trimmed = member.AsSpan().Trim(" \t");
            if (trimmed.StartsWith(OwnKey) && trimmed[OwnKey.Length..].StartsWith("="))
                span = SpanId.TryParse(trimmed[(OwnKey.Length + 1)..], out var sender) ? sender : default;
            else if (!trimmed.IsEmpty)
                others.Add(member);
        }
        return others.Count == 0 ? null : string.Join(',', others);
    }

    private static ParseFault FirstFault(ReadOnlySpan<char> text)
    {
        var members = 0;
        foreach (var range in text.Split(','))
        {
            // Spaces before a key do not belong to it.
            var member = text[range].Trim(" \t");
            if (member.IsEmpty) continue;
            if (++members > MaxMembers) return _tooMany;
            var equals = member.IndexOf('=');
            if (equals < 0) return _noEquals;
            if (!IsKey(member[..equals])) return _badKey;
            if (!IsValue(member[(equals + 1)..])) return _badValue;
        }
        return default;
    }

    private static bool IsKey(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxKeyLength && _keyStart.Contains(text[0]) && !text.ContainsAnyExcept(_key);

    private static bool IsValue(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxValueLength && !text.ContainsAnyExceptInRange(' ', '~') && !text.Contains('=');
}

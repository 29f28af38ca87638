using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Tracing.Hosting.Web;

/// <summary>A token that requests must carry. Only hashes of it are kept, so it cannot get into a log.</summary>
/// <remarks>Any thread.</remarks>
public sealed class AccessToken
{
    private const int MinLength = 16, MaxLength = 1024;

    private static readonly SearchValues<char> _headerChars = SearchValues.Create(
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private readonly byte[] _hash;
    private readonly byte[] _cookieHash;

    private AccessToken(string text)
    {
        _hash = Hash(text);
        Cookie = Convert.ToHexStringLower(SHA256.HashData([.. "tracing-host cookie"u8, .. _hash]));
        _cookieHash = Hash(Cookie);
    }

    /// <summary>The condition that a token must meet, for messages.</summary>
    public static string Allowed => $"must be {MinLength} to {MaxLength} characters of printable ASCII without spaces";

    /// <summary>A value from which nobody can compute the token; a browser keeps it as a cookie.</summary>
    internal string Cookie { get; }

    /// <returns>Null: the text is not <see cref="Allowed"/>.</returns>
    public static AccessToken? TryCreate(string? text) =>
        text is { Length: >= MinLength and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(_headerChars)
            ? new AccessToken(text)
            : null;

    /// <summary>Compares in a time that does not depend on the text.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), _hash);

    /// <inheritdoc cref="Is"/>
    internal bool IsCookie(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), _cookieHash);

    public override string ToString() => "(a token)";

    // Hashes have one length, and whoever sends a text does not choose its hash.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

using System.Text;

namespace Tracing.Propagation;

/// <summary>Decodes percent-encoded UTF-8 (RFC 3986, section 2.1). No text throws.</summary>
/// <remarks>
/// <see cref="Uri.UnescapeDataString(string)"/> cannot be used: it leaves octets that are not UTF-8 as they are, where
/// W3C Baggage demands U+FFFD. A percent sign without two digits after it is kept.
/// </remarks>
internal static class PercentText
{
    public static string Decode(ReadOnlySpan<char> ascii)
    {
        if (!ascii.Contains('%')) return ascii.ToString();
        Span<byte> octets = ascii.Length <= 256 ? stackalloc byte[256] : new byte[ascii.Length];
        var count = 0;
        for (var i = 0; i < ascii.Length; i++)
        {
            if (ascii[i] == '%' && i + 2 < ascii.Length && Hex.TryRead(ascii.Slice(i + 1, 2), out var octet))
            {
                octets[count++] = (byte)octet;
                i += 2;
            }
            else octets[count++] = (byte)ascii[i];
        }
        return Encoding.UTF8.GetString(octets[..count]);
    }
}

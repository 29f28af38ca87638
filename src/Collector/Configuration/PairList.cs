using System.Collections.Immutable;

namespace Tracing.Configuration;

/// <summary>A list of pairs in one text, such as <c>a=1,b=2</c>: the form of OTEL_RESOURCE_ATTRIBUTES and
/// OTEL_EXPORTER_OTLP_HEADERS.</summary>
/// <remarks>Values are percent-encoded where they have a comma, an equals sign or a space at an end (W3C
/// Baggage).</remarks>
public static class PairList
{
    /// <summary>Reads a list. False when a member is no pair or has no key.</summary>
    public static bool TryParse(string text, out ImmutableArray<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        pairs = [];
        foreach (var member in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = member.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) return false;
            var key = Uri.UnescapeDataString(member[..equals].Trim());
            found.Add(new(key, Uri.UnescapeDataString(member[(equals + 1)..].Trim())));
        }
        pairs = found.DrainToImmutable();
        return true;
    }
}

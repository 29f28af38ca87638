namespace Tracing.TraceQl.Syntax;

/// <summary>The characters of attribute names in a query.</summary>
internal static class AttributeName
{
    /// <summary>False for the characters that end a name without quotes.</summary>
    public static bool Has(char character) =>
        !char.IsWhiteSpace(character) && !"{}()=~!<>&|^,".Contains(character, StringComparison.Ordinal);

    /// <summary>The key as a query writes it, in quotes where it has other characters.</summary>
    public static string Write(string key)
    {
        foreach (var character in key)
        {
            if (!Has(character) || character is '"' or '\\')
            {
                var escaped = key.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal);
                return $"\"{escaped}\"";
            }
        }
        return key;
    }
}

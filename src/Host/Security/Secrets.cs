using Tracing.Configuration;

namespace Tracing.Hosting.Security;

/// <summary>Reads secrets: from their setting, or from the file that the setting of the same name with <c>-file</c>
/// names.</summary>
internal static class Secrets
{
    /// <returns>Null: there is none.</returns>
    /// <exception cref="ConfigurationException">Both are set, or the file cannot be read or is empty. The message has
    /// no secret.</exception>
    public static string? Read(ConfigReader config, string key)
    {
        var fileKey = key + "-file";
        var (text, file) = (config.TextIfAny(key), config.TextIfAny(fileKey));
        if (file is null) return text;
        if (text is not null)
            throw config.Refuse(fileKey, file, $"{config.NameOf(key)} is set too; only one of them may be");
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } read
                ? read
                : throw config.Refuse(fileKey, file, "is empty");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw config.Refuse(fileKey, file, cause.Message);
        }
    }
}

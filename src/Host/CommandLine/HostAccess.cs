using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags by which a command gets to a host that asks for a token, or whose certificate is of an authority
/// of its own.</summary>
/// <param name="variables">Environment variables with the token; the first that is set counts.</param>
internal sealed class HostAccess(params string[] variables)
{
    public const string TokenFlag = "--token-file";

    private readonly Option<string> _token = new(TokenFlag)
    {
        Description = $"file with the host's token (or {string.Join(" or ", variables)})",
    };

    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "PEM file of the authority that signed the host's certificate",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_token);
        command.Options.Add(_certificate);
    }

    /// <returns>Null: none is given.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read, or is empty.</exception>
    public string? Token(ParseResult parsed)
    {
        if (parsed.GetValue(_token) is not { } file)
            return variables.Select(Environment.GetEnvironmentVariable)
                .FirstOrDefault(static text => !string.IsNullOrEmpty(text));
        return CollectorFlags.ReadFile(file, TokenFlag).Trim() is { Length: > 0 } token
            ? token
            : throw new ConfigurationException(TokenFlag, file, "is empty");
    }

    /// <returns>Null: the authorities of the system are trusted.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read, or has no certificate.</exception>
    public X509Certificate2Collection? Trusted(ParseResult parsed)
    {
        if (parsed.GetValue(_certificate) is not { } file) return null;
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPem(CollectorFlags.ReadFile(file, _certificate.Name));
        }
        catch (CryptographicException)
        {
            // Told below, as a file without a certificate.
        }
        return trusted.Count > 0
            ? trusted
            : throw new ConfigurationException(_certificate.Name, file, "must be a PEM file with certificates");
    }
}

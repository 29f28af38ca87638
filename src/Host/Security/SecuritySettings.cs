using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Tracing.Configuration;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Security;

/// <summary>Access to a host's ports: tokens, TLS, and pages of other origins.</summary>
public sealed record SecuritySettings
{
    private const string Token = "tracing.host.auth.token", DoorToken = "tracing.host.auth.door-token",
        Certificate = "tracing.host.tls.certificate", Key = "tracing.host.tls.key",
        Password = "tracing.host.tls.password";

    /// <summary>Nothing is asked for: for loopback.</summary>
    public static SecuritySettings None { get; } = new();

    /// <summary>For the page, the APIs and the metrics; null: they ask for none. tracing.host.auth.token.</summary>
    public AccessToken? PageToken { get; init; }

    /// <summary>For the doors; null: that of the page. tracing.host.auth.door-token.</summary>
    public AccessToken? DoorsToken { get; init; }

    /// <summary>For every port; null: no TLS. tracing.host.tls.certificate.</summary>
    public TlsCertificate? Tls { get; init; }

    /// <summary>For the doors of HTTP; null: no other origin. tracing.host.cors.origins.</summary>
    public CorsRule? DoorCors { get; init; }

    /// <summary>For the page's APIs; null: no other origin. tracing.host.cors.query-origins.</summary>
    public CorsRule? QueryCors { get; init; }

    /// <summary>True: ports open beyond loopback without TLS and tokens. tracing.host.insecure.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Reads <c>tracing.host.auth</c>, <c>tls</c>, <c>cors</c> and <c>insecure</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable. The message never has a token or a
    /// password.</exception>
    public static SecuritySettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var headers = config.Has("tracing.host.cors.headers")
            ? Names(config, "tracing.host.cors.headers") : CorsRule.DefaultHeaders;
        return new SecuritySettings
        {
            PageToken = ReadToken(config, Token),
            DoorsToken = ReadToken(config, DoorToken),
            Tls = ReadTls(config),
            DoorCors = ReadCors(config, "tracing.host.cors.origins", headers),
            QueryCors = ReadCors(config, "tracing.host.cors.query-origins", headers),
            IsInsecure = config.Switch("tracing.host.insecure", false),
        };
    }

    /// <summary>Refuses to open ports beyond loopback for anybody.</summary>
    /// <exception cref="ConfigurationException">The address is not loopback, TLS or a token is missing, and
    /// <see cref="IsInsecure"/> is false.</exception>
    internal void RefuseOpen(IPAddress bind)
    {
        if (IsInsecure || !IsOpen(bind)) return;
        string?[] missing =
        [
            Tls is null ? $"TLS ({Certificate})" : null,
            PageToken is null ? $"a token ({Token} or {Token}-file)" : null,
        ];
        throw new ConfigurationException("tracing.host.bind", $"{bind}", "beyond loopback the ports need "
            + $"{string.Join(" and ", missing.OfType<string>())}; --insecure opens them without");
    }

    /// <summary>True: whoever reaches the address needs no token, or can listen to those of others.</summary>
    internal bool IsOpen(IPAddress bind) => !IPAddress.IsLoopback(bind) && (Tls is null || PageToken is null);

    private static AccessToken? ReadToken(ConfigReader config, string key)
    {
        if (Secrets.Read(config, key) is not { } text) return null;
        // Not the reader's own exception: that has the value.
        return AccessToken.TryCreate(text)
            ?? throw new ConfigurationException($"{config.NameOf(key)}: a token {AccessToken.Allowed}");
    }

    private static TlsCertificate? ReadTls(ConfigReader config)
    {
        if (config.TextIfAny(Certificate) is not { } file)
        {
            return config.TextIfAny(Key) is { } alone
                ? throw config.Refuse(Key, alone, $"needs {Certificate}")
                : null;
        }
        var password = Secrets.Read(config, Password);
        try
        {
            return TlsCertificate.Load(file, config.TextIfAny(Key), password);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw config.Refuse(Certificate, file, cause.Message);
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            throw config.Refuse(Certificate, file, "must be a PEM or PFX file with a certificate and its key; the key "
                + $"may be in {Key}, and {Password} must be its password, if it has one");
        }
    }

    private static CorsRule? ReadCors(ConfigReader config, string key, ImmutableArray<string> headers)
    {
        var origins = Names(config, key);
        if (origins.IsEmpty) return null;
        foreach (var origin in origins)
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
            if (!isOrigin && (origin != "*" || origins.Length > 1))
                throw config.Refuse(key, origin, "must be an origin, such as https://shop.example, or * alone");
        }
        return new CorsRule(origins, headers);
    }

    private static ImmutableArray<string> Names(ConfigReader config, string key) =>
        [.. config.Text(key, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}

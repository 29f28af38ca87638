using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Tracing.Otlp;

namespace Tracing.Configuration;

/// <summary>Reads a receiver of OTLP requests from the keys under one key: <c>protocol</c>, <c>timeout</c>,
/// <c>headers</c>, <c>compression</c>, <c>certificate</c>, <c>client-certificate</c> and <c>client-key</c>.</summary>
/// <param name="under">The key that the others stand under, such as <c>tracing.reporter</c>.</param>
/// <param name="endpointKey">Name of the key with the address.</param>
public sealed class DestinationReader(ConfigReader config, string under, string endpointKey)
{
    private const string ReporterKey = "tracing.reporter";

    /// <summary>Stands for a value that may hold a secret.</summary>
    private const string Hidden = "(not shown)";

    private static readonly Uri _unused = new("http://127.0.0.1:4318");

    /// <summary>Names of all keys that are read.</summary>
    public ImmutableArray<string> Names =>
        [endpointKey, "protocol", "timeout", "headers", "compression", "certificate", "client-certificate", "client-key"];

    /// <summary>Reads all keys, also without an endpoint: a mistake in one is a mistake. Null: there is no
    /// endpoint.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public OtlpDestination? Read()
    {
        var endpoint = ReadEndpoint();
        var destination = new OtlpDestination(endpoint ?? _unused)
        {
            Protocol = config.Choice(Key("protocol"), "http/protobuf", "http/protobuf", "grpc") == "grpc"
                ? OtlpProtocol.Grpc
                : OtlpProtocol.HttpProtobuf,
            Timeout = config.Duration(Key("timeout"), TimeSpan.FromSeconds(10),
                TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            Headers = ReadHeaders(),
            IsCompressed = config.Choice(Key("compression"), "none", "none", "gzip") == "gzip",
            Settings = under == ReporterKey ? null : under,
            IsWhole = config.NameOf(Key(endpointKey)) == OtelVariables.TracesEndpoint,
            TrustedCertificates = ReadTrusted(),
            ClientCertificate = ReadClient(),
        };
        return endpoint is null ? null : destination;
    }

    private string Key(string name) => $"{under}.{name}";

    private Uri? ReadEndpoint()
    {
        var key = Key(endpointKey);
        if (config.TextIfAny(key) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw config.Refuse(key, text, "must be an http or https address, such as http://127.0.0.1:4318");
    }

    private ImmutableArray<KeyValuePair<string, string>> ReadHeaders()
    {
        if (config.TextIfAny(Key("headers")) is not { } text) return [];
        return PairList.TryParse(text, out var pairs)
            ? pairs
            : throw config.Refuse(Key("headers"), Hidden, "must be pairs such as a=1,b=2");
    }

    private X509Certificate2Collection? ReadTrusted()
    {
        var key = Key("certificate");
        if (config.TextIfAny(key) is not { } file) return null;
        return PemFiles.Certificates(file) ?? throw config.Refuse(key, file, "must be a PEM file with certificates");
    }

    private X509Certificate2? ReadClient()
    {
        var (key, keysKey) = (Key("client-certificate"), Key("client-key"));
        var keyFile = config.TextIfAny(keysKey);
        if (config.TextIfAny(key) is not { } file)
            return keyFile is null ? null : throw config.Refuse(keysKey, keyFile, $"needs {key} beside it");
        return PemFiles.WithKey(file, keyFile) ?? (keyFile is null
            ? throw config.Refuse(
                key, file, $"must be a PEM file with a certificate, and with its key unless {keysKey} has it")
            : throw config.Refuse(keysKey, keyFile, $"must be a PEM file with the key of {key}, not encrypted"));
    }
}

using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>Asks a running host over HTTP, and turns what it refuses into one line that names the flag.</summary>
/// <remarks>One owner.</remarks>
internal sealed class HostQuestions : IDisposable
{
    /// <summary>The flag that names the host.</summary>
    public const string UrlFlag = "--url";

    private const string DefaultUrl = "http://127.0.0.1:16686";

    private readonly HttpClient _client;
    private readonly Uri _host;

    /// <param name="token">Null: none.</param>
    /// <param name="trusted">Authorities to trust with https; null: those of the system.</param>
    /// <exception cref="ConfigurationException">The address cannot be used.</exception>
    public HostQuestions(string? url, string? token = null, X509Certificate2Collection? trusted = null)
    {
        var text = url ?? DefaultUrl;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var host)
            || host.Scheme is not ("http" or "https"))
            throw new ConfigurationException(UrlFlag, text, $"must be an address such as {DefaultUrl}");
        _host = host;
        // A proxy of the environment does not know this machine's own addresses.
        var handler = new SocketsHttpHandler { UseProxy = !host.IsLoopback };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }
        _client = new HttpClient(handler);
        if (token is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static Option<string> UrlOption() => new(UrlFlag) { Description = $"the host to ask ({DefaultUrl})" };

    /// <returns>The body; null: there is no such thing.</returns>
    /// <param name="path">Path and parameters, without a slash at its begin.</param>
    /// <param name="flagOf">Gives the flag and its value for the name of a parameter that the host refuses.</param>
    /// <exception cref="ConfigurationException">No host answers, or it refuses the question.</exception>
    /// <exception cref="MisreadTextException">The host refuses a text, and says at which place.</exception>
    public async Task<string?> AskAsync(
        string path, Func<string, (string Flag, string Value)> flagOf, CancellationToken stopping)
    {
        HttpResponseMessage answer;
        string body;
        try
        {
            answer = await _client.GetAsync(new Uri(_host, path), stopping);
            body = await answer.Content.ReadAsStringAsync(stopping);
        }
        catch (HttpRequestException cause)
        {
            throw new ConfigurationException(UrlFlag, $"{_host}",
                $"no host answers ({cause.Message}); start one with ./run, or name another with {UrlFlag}");
        }
        using (answer)
        {
            if (answer.IsSuccessStatusCode) return body;
            if (answer.StatusCode == HttpStatusCode.NotFound) return null;
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                throw new ConfigurationException(
                    $"{_host} asks for a token, or for another one; {HostAccess.TokenFlag} names a file with it");
            var problem = Error(body) ?? $"the host answers {(int)answer.StatusCode}";
            const string Begin = "parameter '";
            if (problem.StartsWith(Begin, StringComparison.Ordinal)
                && problem.IndexOf("': ", StringComparison.Ordinal) is > 0 and var end)
            {
                var (flag, value) = flagOf(problem[Begin.Length..end]);
                var reason = problem[(end + 3)..];
                if (PlaceInText.Draw(value, reason) is { } drawn) throw new MisreadTextException($"{flag}: {drawn}");
                throw new ConfigurationException(flag, value, reason);
            }
            throw new ConfigurationException(UrlFlag, $"{_host}", problem);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string? Error(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracing.Otlp;

/// <summary>An authority of the test's own, with its certificates in a folder that goes with it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _root;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("authority");

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(Now - TimeSpan.FromDays(1), Now + TimeSpan.FromDays(1));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string RootFile => Written("root.pem", _root.ExportCertificatePem());

    /// <summary>Makes the certificate of a server on this machine.</summary>
    /// <param name="host">Another name than 127.0.0.1; null: that.</param>
    public X509Certificate2 Server(string? host = null) => Signed("CN=server", [ServerUse], names =>
    {
        if (host is null) names.AddIpAddress(IPAddress.Loopback);
        else names.AddDnsName(host);
    });

    /// <summary>Writes a certificate of a client, and its key, into two files.</summary>
    public (string Certificate, string Key) ClientFiles()
    {
        using var client = Signed("CN=client", [ClientUse], static _ => { });
        return (Written("client.pem", client.ExportCertificatePem()),
            Written("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Writes a certificate that both servers and clients may show, with its key, into a PFX file.</summary>
    public string NodeFile(string password)
    {
        using var node = Signed("CN=node", [ServerUse, ClientUse], static names => names.AddIpAddress(IPAddress.Loopback));
        var file = Path.Combine(_folder.FullName, "node.pfx");
        File.WriteAllBytes(file, node.Export(X509ContentType.Pfx, password));
        return file;
    }

    public bool HasSigned(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Signed(string subject, string[] uses, Action<SubjectAlternativeNameBuilder> name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses.Select(static use => new Oid(use))], false));
        var names = new SubjectAlternativeNameBuilder();
        name(names);
        if (uses.Contains(ServerUse)) request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(_root, Now - TimeSpan.FromHours(1), Now + TimeSpan.FromHours(1), RandomNumberGenerator.GetBytes(8));
        using var whole = bare.CopyWithPrivateKey(key);
        // The servers of some systems take no key that lives only in memory.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private string Written(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tracing.Otlp;

namespace Tracing.Hosting.Security;

/// <summary>A server's certificate in files of each kind, in a folder that goes with it.</summary>
internal sealed class CertificateFiles : IDisposable
{
    public const string Password = "pfx-password-0123456789";

    private readonly TestAuthority _authority = new("hosts");
    private readonly X509Certificate2 _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-tests-");

    public CertificateFiles() => _server = _authority.Server();

    public string RootFile => _authority.RootFile;

    public string Certificate => Written("host.pem", _server.ExportCertificatePem());

    public string Key => Written("host.key", PrivateKey.ExportPkcs8PrivateKeyPem());

    public string EncryptedKey => Written("host.encrypted.key", PrivateKey.ExportEncryptedPkcs8PrivateKeyPem(
        Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));

    public string Both => Written("both.pem", _server.ExportCertificatePem() + "\n" + PrivateKey.ExportPkcs8PrivateKeyPem());

    public string Pfx
    {
        get
        {
            var file = Path.Combine(_folder.FullName, "host.pfx");
            File.WriteAllBytes(file, _server.Export(X509ContentType.Pfx, Password));
            return file;
        }
    }

    private ECDsa PrivateKey => _server.GetECDsaPrivateKey()!;

    public string Written(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A client that trusts this authority alone.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(RootFile) },
            },
        },
    });

    public void Dispose()
    {
        _server.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}

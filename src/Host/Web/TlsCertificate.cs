using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracing.Hosting.Web;

/// <summary>A server's certificate with its private key, and the certificates between it and its authority.</summary>
public sealed class TlsCertificate
{
    private TlsCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        (Leaf, Chain) = (leaf, chain);
        // .NET decodes usages when they are read first, and without a lock. Ports open at the same time, and one of them
        // could see no usage and refuse the certificate.
        foreach (var extension in leaf.Extensions)
            _ = (extension as X509EnhancedKeyUsageExtension)?.EnhancedKeyUsages;
    }

    internal X509Certificate2 Leaf { get; }

    internal X509Certificate2Collection Chain { get; }

    /// <summary>Reads a PFX file, or a PEM file whose first certificate is the server's.</summary>
    /// <param name="key">A PEM file with the key; null: it is in the certificate's file.</param>
    /// <param name="password">Password of the PFX file or of the PEM key; null: none.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">A file has no certificate or no key, or the password is
    /// wrong.</exception>
    public static TlsCertificate Load(string certificate, string? key, string? password)
    {
        var bytes = File.ReadAllBytes(certificate);
        return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0
            ? OfPem(File.ReadAllText(certificate), File.ReadAllText(key ?? certificate), password)
            : OfPfx(bytes, password);
    }

    public override string ToString() => Leaf.Subject;

    private static TlsCertificate OfPem(string certificates, string key, string? password)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        using var read = password is null
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        // TLS on Windows takes no key that lives only in memory.
        var leaf = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        chain.RemoveAt(0);
        return new TlsCertificate(leaf, chain);
    }

    private static TlsCertificate OfPfx(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var leaf = all.FirstOrDefault(static one => one.HasPrivateKey)
            ?? throw new CryptographicException("the file has no certificate with a private key");
        all.Remove(leaf);
        return new TlsCertificate(leaf, all);
    }
}

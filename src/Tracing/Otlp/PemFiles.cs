using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracing.Otlp;

/// <summary>Reads certificates and keys from PEM files. Null where a file cannot be read or has none.</summary>
internal static class PemFiles
{
    public static X509Certificate2Collection? Certificates(string file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0 ? found : null;
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            return null;
        }
    }

    /// <param name="key">The file of the certificate's key, which is not encrypted; null: it is in the same
    /// file.</param>
    public static X509Certificate2? WithKey(string certificate, string? key)
    {
        try
        {
            var found = X509Certificate2.CreateFromPemFile(certificate, key);
            if (!OperatingSystem.IsWindows()) return found;
            // TLS on Windows takes no key that lives only in memory.
            using (found)
                return X509CertificateLoader.LoadPkcs12(found.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            return null;
        }
    }

    public static bool HasKey(string file)
    {
        try
        {
            return File.ReadAllText(file).Contains("PRIVATE KEY-----", StringComparison.Ordinal);
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            return false;
        }
    }

    private static bool IsUnreadable(Exception cause) =>
        cause is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException
            or NotSupportedException;
}

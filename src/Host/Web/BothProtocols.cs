using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Tracing.Hosting.Web;

/// <summary>Lets a port without TLS speak HTTP/1 and HTTP/2, by the first bytes of each connection.</summary>
/// <remarks>Any thread. Without TLS, Kestrel takes HTTP/1 for granted where a port has both; with the features of a
/// connection on which HTTP/2 was agreed it takes that. See RATIONALE "Why does Tempo's port speak two
/// protocols?".</remarks>
internal static class BothProtocols
{
    private static readonly byte[] _preface = Encoding.ASCII.GetBytes("PRI");

    /// <summary>Time for the first bytes.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Middleware of connections.</summary>
    public static async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            end.CancelAfter(_patience);
            try
            {
                if (await IsHttp2Async(connection, end.Token))
                {
                    var agreed = new AgreedHttp2();
                    connection.Features.Set<ITlsConnectionFeature>(agreed);
                    connection.Features.Set<ITlsApplicationProtocolFeature>(agreed);
                }
            }
            catch (Exception e) when (end.IsCancellationRequested && e is OperationCanceledException or IOException)
            {
                // The client has gone, or said nothing.
                return;
            }
        }
        await next(connection);
    }

    // Reads without taking anything, so the server finds the first bytes where they were.
    private static async Task<bool> IsHttp2Async(ConnectionContext connection, CancellationToken end)
    {
        var input = connection.Transport.Input;
        var read = await input.ReadAtLeastAsync(_preface.Length, end);
        var isHttp2 = read.Buffer.Length >= _preface.Length
            && new SequenceReader<byte>(read.Buffer).IsNext(_preface);
        input.AdvanceTo(read.Buffer.Start);
        return isHttp2;
    }

    private sealed class AgreedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}

namespace Tracing.Otlp;

/// <summary>Sends OTLP requests. Any thread. The caller decides what to do after a failure.</summary>
public interface IOtlpSender : IDisposable
{
    /// <param name="request">An ExportTraceServiceRequest.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping = default);
}

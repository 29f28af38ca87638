using Tracing.Otlp;

namespace Tracing.Demo.Generating;

/// <summary>Sends generated spans over one protocol. Any thread.</summary>
internal interface ISpanSender : IDisposable
{
    /// <summary>Encodes spans once; a request that is sent again has the same bytes.</summary>
    ReadOnlyMemory<byte> Encode(List<MadeSpan> spans);

    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping);
}

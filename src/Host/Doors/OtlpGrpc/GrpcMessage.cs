using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>The bytes of a call's only message. Reading throws where the body ends too early or goes on after
/// it.</summary>
internal sealed class GrpcMessage(Stream body, long length) : BodyStream
{
    private long _left = length;
    private bool _isEnded;

    /// <exception cref="BadHttpRequestException">The body does not hold exactly one message.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isEnded || buffer.IsEmpty) return 0;
        if (_left == 0)
        {
            if (await body.ReadAsync(buffer[..1], cancellationToken) > 0)
                throw new BadHttpRequestException("the call has more than one message");
            _isEnded = true;
            return 0;
        }
        var count = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        if (count == 0) throw new BadHttpRequestException("the message ends too early");
        _left -= count;
        return count;
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors;

/// <summary>The body of a plain HTTP request, packed as its <c>Content-Encoding</c> says.</summary>
internal sealed class HttpBody(HttpRequest request) : IRequestBody
{
    public long? AnnouncedBytes => request.ContentLength;

    public IPAddress? Client => request.HttpContext.Connection.RemoteIpAddress;

    public ValueTask<BodyStart> BeginAsync(CancellationToken stopping)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return new ValueTask<BodyStart>(Packings.Find(encoding) is { } packing
            ? new BodyStart(request.Body, packing)
            : BodyStart.Refused(415, $"Content-Encoding {encoding} is not known here: {Packings.Known}"));
    }
}

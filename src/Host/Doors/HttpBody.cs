using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors;

/// <summary>The body of a plain HTTP request, packed as its <c>Content-Encoding</c> says.</summary>
internal sealed class HttpBody(HttpRequest request) : IRequestBody
{
    public long? AnnouncedBytes => request.ContentLength;

    public ValueTask<BodyStart> BeginAsync(CancellationToken stopping)
    {
        var encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        return new ValueTask<BodyStart>(encoding is "" or "identity" or "gzip"
            ? new BodyStart(request.Body, encoding == "gzip")
            : BodyStart.Refused(415, $"Content-Encoding {encoding} is not known here: none or gzip"));
    }
}

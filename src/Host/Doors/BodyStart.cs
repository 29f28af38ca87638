namespace Tracing.Hosting.Doors;

/// <summary>The content of a body that begins, or the HTTP status and the reason why it is refused.</summary>
/// <param name="IsGzip">True: the content is packed with gzip.</param>
internal readonly record struct BodyStart(Stream Content, bool IsGzip, int Status = 200, string? Problem = null)
{
    public static BodyStart Refused(int status, string problem) => new(Stream.Null, false, status, problem);
}

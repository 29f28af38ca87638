namespace Tracing.Hosting.Doors;

/// <summary>The content of a body that begins, or the HTTP status and the reason why it is refused.</summary>
internal readonly record struct BodyStart(Stream Content, Packing Packing, int Status = 200, string? Problem = null)
{
    public static BodyStart Refused(int status, string problem) => new(Stream.Null, Packing.None, status, problem);
}

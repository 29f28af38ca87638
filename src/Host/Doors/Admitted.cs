using Tracing.Wire.Spans;

namespace Tracing.Hosting.Doors;

/// <summary>The outcome of a request to a door.</summary>
/// <param name="Status">As HTTP status; doors of other protocols translate it.</param>
/// <param name="Problem">The reason of a refusal; null when the batch was taken.</param>
internal readonly record struct Admitted(int Status, string? Problem, SpanBatch? Batch)
{
    public static Admitted Refused(int status, string problem) => new(status, problem, null);

    public static Admitted Taken(SpanBatch batch) => new(200, null, batch);
}

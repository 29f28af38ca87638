using System.Net;

namespace Tracing.Hosting.Doors;

/// <summary>Counts of requests that a door took and refused. Any thread.</summary>
/// <param name="tell">Gets a line for refusals; null: nobody.</param>
internal sealed class DoorCounts(string door, Action<string>? tell = null)
{
    private readonly RefusalNotices? _notices = tell is null ? null : new RefusalNotices(door, tell);
    private long _requests;
    private long _rejectedSpans;
    private long _badRequests;
    private long _busy;

    /// <summary>The door's name in metrics, such as <c>otlp-http</c>.</summary>
    public string Door => door;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Spans left out of requests that were taken otherwise.</summary>
    public long RejectedSpans => Volatile.Read(ref _rejectedSpans);

    /// <summary>Requests that no retry makes better: 4xx.</summary>
    public long BadRequests => Volatile.Read(ref _badRequests);

    /// <summary>Requests that were asked to come again: 503.</summary>
    public long Busy => Volatile.Read(ref _busy);

    public void CountTaken(int rejectedSpans)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _rejectedSpans, rejectedSpans);
    }

    /// <param name="client">Null: unknown.</param>
    public void CountRefused(int httpStatus, IPAddress? client)
    {
        _notices?.Add(httpStatus, client);
        Interlocked.Increment(ref _requests);
        if (httpStatus < 500) Interlocked.Increment(ref _badRequests);
        else Interlocked.Increment(ref _busy);
    }
}

using System.Collections.Concurrent;
using System.Net;
using Tracing.Storage;

namespace Tracing.Hosting.Doors;

/// <summary>Tells the operator which requests a door refuses: the first for each reason, then the tenth, the hundredth
/// and so on, with the client's address and never with content.</summary>
/// <remarks>Any thread. The reasons are the few statuses of a door, so nothing grows with what clients send.</remarks>
internal sealed class RefusalNotices(string door, Action<string> tell)
{
    private readonly ConcurrentDictionary<int, long> _counts = [];

    /// <param name="client">Null: unknown.</param>
    public void Add(int httpStatus, IPAddress? client)
    {
        var count = _counts.AddOrUpdate(httpStatus, 1, static (_, before) => before + 1);
        if (!PowerOfTen.Is(count)) return;
        var from = client?.ToString() ?? "an unknown address";
        tell(count == 1
            ? $"{door}: a request from {from} was refused with {httpStatus}, {Reason(httpStatus)}"
            : $"{door}: {count} requests were refused with {httpStatus}, {Reason(httpStatus)}; "
                + $"the last came from {from}");
    }

    private static string Reason(int httpStatus) => httpStatus switch
    {
        400 => "it cannot be read",
        401 => "it has no token, or a wrong one",
        403 => "its Host or its Origin is not one of those that are served",
        404 => "nothing is taken at its path",
        405 => "its method is not POST",
        413 => "it is too large",
        415 => "its type or its packing is unknown",
        503 => "there is no room; its sender tries again",
        _ => "its answer says why",
    };
}

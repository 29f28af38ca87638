using System.Net;

namespace Tracing.Hosting.Doors;

/// <summary>A request's body as a door's protocol carries it.</summary>
internal interface IRequestBody
{
    /// <summary>Announced length of the packed body; null: unknown.</summary>
    long? AnnouncedBytes { get; }

    /// <summary>Address of the client; null: unknown.</summary>
    IPAddress? Client { get; }

    /// <summary>Reads whatever stands before the content. Called once, before anything else is read.</summary>
    ValueTask<BodyStart> BeginAsync(CancellationToken stopping);
}

using Tracing.Actors;

namespace Tracing.Hosting.CommandLine;

/// <summary>Requests that a host's own actor system makes while the host runs.</summary>
internal interface ITraffic
{
    /// <summary>One line for the terminal: what is sent, and how to turn it off.</summary>
    string Description { get; }

    /// <summary>Sends until it is stopped; a stop is no error.</summary>
    Task RunAsync(ActorEngine engine, CancellationToken stopping);
}

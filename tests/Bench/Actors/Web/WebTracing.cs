namespace Tracing.Bench.Actors.Web;

/// <summary>The tracing of a process under measurement.</summary>
internal enum WebTracing
{
    /// <summary>Plain Akka.NET, and nobody listens to activities.</summary>
    None,

    /// <summary>This library: a traced provider, and its own listener to activities.</summary>
    Ours,

    /// <summary>The OpenTelemetry SDK with its instrumentation of HTTP; envelopes and activities made by
    /// hand.</summary>
    Sdk,
}

namespace Tracing.Bench.Rest;

/// <summary>The actor system of a process that is at rest.</summary>
internal enum RestKind
{
    /// <summary>Akka.NET alone.</summary>
    Plain,

    /// <summary>Akka.NET alone, after it has scheduled something once.</summary>
    Scheduled,

    /// <summary>With the instrumentation, and without a collector.</summary>
    Instrumented,

    /// <summary>With the instrumentation and the reporter, which has reported some traces.</summary>
    Reporting,
}

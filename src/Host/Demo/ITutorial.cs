namespace Tracing.Hosting.Demo;

/// <summary>The tutorial's system, running: each request becomes one trace of three spans.</summary>
internal interface ITutorial
{
    /// <summary>Null, or what the request failed with.</summary>
    Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping);
}

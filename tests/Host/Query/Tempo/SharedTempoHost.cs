namespace Tracing.Hosting.Query.Tempo;

/// <summary>One <see cref="TempoHost"/> for the tests of a class.</summary>
public sealed class SharedTempoHost : SharedHost
{
    private protected override Task<RunningHost> StartAsync() => TempoHost.StartAsync();
}

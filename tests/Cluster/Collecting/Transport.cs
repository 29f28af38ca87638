using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Tracing.Clustering.Collecting;

/// <summary>Cuts and restores the connection between two nodes with Akka.NET's throttling transport, which drops
/// messages without telling anybody.</summary>
internal static class Transport
{
    public static Task CutAsync(TestNode one, TestNode two) => BothAsync(one, two, Blackhole.Instance);

    public static Task MendAsync(TestNode one, TestNode two) => BothAsync(one, two, Unthrottled.Instance);

    private static async Task BothAsync(TestNode one, TestNode two, ThrottleMode mode)
    {
        await Set(one, two, mode);
        await Set(two, one, mode);
    }

    private static Task<bool> Set(TestNode at, TestNode toward, ThrottleMode mode)
    {
        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)at.System).Provider;
        return provider.Transport.ManagementCommand(
            new SetThrottle(toward.Cluster.SelfAddress, ThrottleTransportAdapter.Direction.Both, mode));
    }
}

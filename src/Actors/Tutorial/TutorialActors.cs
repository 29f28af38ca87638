using Akka.Actor;
using Akka.Routing;

namespace Tracing.Actors.Tutorial;

/// <summary>The tutorial's system: a client, and as many order services behind a router as requests may be handled at
/// once.</summary>
public sealed class TutorialActors
{
    private readonly IActorRef _client;

    private TutorialActors(IActorRef client) => _client = client;

    public static TutorialActors Start(ActorSystem system, OrderWork work, int services)
    {
        ArgumentNullException.ThrowIfNull(system);
        // A failed order must not cost the service its place in the router.
        var pool = new RoundRobinPool(services).WithSupervisorStrategy(
            new OneForOneStrategy(static _ => Directive.Resume, loggingEnabled: false));
        var orders = system.ActorOf(OrderServiceActor.Props(work).WithRouter(pool), "orders");
        return new TutorialActors(system.ActorOf(ClientActor.Props(orders), "client"));
    }

    /// <summary>Makes one request. Null, or what it failed with.</summary>
    public async Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping = default) =>
        (await _client.Ask<ClientActor.RequestMade>(new ClientActor.MakeRequest(id), stopping).ConfigureAwait(false)).Error;
}

using Akka.Actor;
using Akka.Routing;

namespace Tracing.Actors.Tutorial;

/// <summary>The tutorial's system: a client, and a router with one order service for each request that may be handled
/// at the same time.</summary>
internal sealed class TutorialActors
{
    private readonly IActorRef _client;

    private TutorialActors(IActorRef client) => _client = client;

    public static TutorialActors Start(ActorSystem system, OrderWork work, int services)
    {
        ArgumentNullException.ThrowIfNull(system);
        // Resume, so that a failed order does not remove its service from the router.
        var pool = new RoundRobinPool(services).WithSupervisorStrategy(
            new OneForOneStrategy(static _ => Directive.Resume, loggingEnabled: false));
        var orders = system.ActorOf(OrderServiceActor.Props(work).WithRouter(pool), "orders");
        return new TutorialActors(system.ActorOf(ClientActor.Props(orders), "client"));
    }

    /// <summary>Makes one request.</summary>
    /// <returns>The failure; null: it succeeded.</returns>
    public async Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping = default) =>
        (await _client.Ask<ClientActor.RequestMade>(new ClientActor.MakeRequest(id), stopping).ConfigureAwait(false))
        .Error;
}

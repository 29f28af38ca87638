using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Closing;

namespace Tracing.Clustering.Instrumenting;

/// <summary>A client outside the cluster and services in it, all traced without changed code.</summary>
public sealed class ClusterClientZeroCodeTests : ZeroCodeCluster
{
    private readonly List<ActorSystem> _clients = [];

    [Fact]
    public async Task An_ask_through_a_client_is_one_exact_trace_over_both_systems()
    {
        await FormAsync();
        Register(Sys);
        var (_, client) = Client();
        await ConnectAsync(client);
        await RequestAsync(client, new ClusterClient.Send("/user/svc", new Job("rain")));
        var trace = await NextExactTraceAsync();
        Assert.Equal("request(Service Job)", trace.Shape());
        Assert.NotEqual(trace.Span("request").Service, trace.Span("Service Job").Service);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_service_on_another_node_than_the_receptionist_is_a_child()
    {
        var other = Node();
        await FormAsync();
        Register(other);
        ClusterClientReceptionist.Get(Sys);
        var (_, client) = Client();
        await ConnectAsync(client);
        await RequestAsync(client, new ClusterClient.Send("/user/svc", new Job("rain")));
        Assert.Equal("request(Service Job)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task What_waits_for_a_connection_keeps_its_trace()
    {
        var (_, client) = Client();
        var answer = RequestAsync(client, new ClusterClient.Send("/user/svc", new Job("rain"), localAffinity: true));
        await FormAsync();
        Register(Sys);
        await answer.WaitAsync(Forming);
        Assert.Equal("request(Service Job)", (await NextExactTraceAsync()).Shape());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_to_an_actor_is_a_child_of_the_service(bool isFar)
    {
        var service = isFar ? Node() : Sys;
        await FormAsync();
        Register(service);
        ClusterClientReceptionist.Get(Sys);
        var (system, client) = Client();
        await ConnectAsync(client);
        var asker = system.ActorOf(Props.Create(() => new Asker(client)), "asker");
        Spans.RunRoot("request", () => asker.Tell(new Job("rain")), ActorTracing.For(system).Tracer);
        Assert.Equal("request(Asker Job(Service Job(Asker String)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_message_to_all_services_settles_with_each_of_them()
    {
        var other = Node();
        await FormAsync();
        Register(Sys);
        Register(other);
        var (system, client) = Client();
        await ConnectAsync(client);
        await ReachAsync(client, system, new ClusterClient.SendToAll("/user/svc", new Job("ready")));
        Spans.RunRoot("request", () => client.Tell(new ClusterClient.SendToAll("/user/svc", new Note())),
            ActorTracing.For(system).Tracer);
        await SettledAsync("request(Service Note Service Note)");
    }

    [Fact]
    public async Task A_published_message_settles_with_each_subscriber()
    {
        await FormAsync();
        ClusterClientReceptionist.Get(Sys);
        for (var i = 0; i < 2; i++)
        {
            await DistributedPubSub.Get(Sys).Mediator.Ask<SubscribeAck>(
                new Subscribe("jobs", Sys.ActorOf(Props.Create(() => new Service()))), Patience);
        }
        var (system, client) = Client();
        await ReachAsync(client, system, new ClusterClient.Publish("jobs", new Job("ready")));
        Spans.RunRoot("request", () => client.Tell(new ClusterClient.Publish("jobs", new Note())),
            ActorTracing.For(system).Tracer);
        await SettledAsync("request(Service Note Service Note)");
    }

    [Fact]
    public async Task A_client_within_the_cluster_is_followed_too()
    {
        await FormAsync();
        Register(Sys);
        var client = Client(Sys);
        await ConnectAsync(client);
        await RequestAsync(client, new ClusterClient.Send("/user/svc", new Job("rain")));
        Assert.Equal("request(Service Job)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_client_that_must_not_send_traces_leaves_a_trace_that_settles()
    {
        await FormAsync();
        Register(Sys);
        var (_, client) = Client("tracing.instrumentation.remote.propagate = read");
        await ConnectAsync(client);
        await RequestAsync(client, new ClusterClient.Send("/user/svc", new Job("rain")));
        await SettledAsync("request");
    }

    [Fact]
    public async Task A_message_for_a_client_that_has_stopped_is_undelivered()
    {
        var (system, client) = Client();
        await client.GracefulStop(Patience);
        Spans.RunRoot("request", () => client.Tell(new ClusterClient.Send("/user/svc", new Job("rain"))),
            ActorTracing.For(system).Tracer);
        Assert.Equal("request(undelivered Send)", (await NextExactTraceAsync()).Shape());
    }

    protected override void AfterAll()
    {
        foreach (var client in _clients) Shutdown(client, Forming);
        base.AfterAll();
    }

    private static void Register(ActorSystem system) => ClusterClientReceptionist.Get(system)
        .RegisterService(system.ActorOf(Props.Create(() => new Service()), "svc"));

    // Nodes tell each other of their services a little later; the wait is not traced.
    private Task ConnectAsync(IActorRef client) => AwaitAssertAsync(
        () => client.Ask<string>(new ClusterClient.Send("/user/svc", new Job("ready")), TimeSpan.FromSeconds(1)),
        Forming);

    private Task ReachAsync(IActorRef client, ActorSystem system, object message) => AwaitAssertAsync(async () =>
    {
        var probe = CreateTestProbe(system);
        client.Tell(message, probe);
        await probe.ReceiveNAsync(2, TimeSpan.FromSeconds(1)).ToListAsync();
    }, Forming);

    private static async Task RequestAsync(IActorRef client, object message)
    {
        var tracer = ActorTracing.For(((ActorRefWithCell)client).Underlying.System).Tracer;
        await Spans.RunRootAsync("request", async () =>
            Assert.Equal("rain", await client.Ask<string>(message, Forming)), tracer);
    }

    private async Task SettledAsync(string shape)
    {
        var trace = await NextTraceAsync();
        Assert.Equal(shape, trace.Shape());
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
        Assert.True(trace.Span("request").Span[TracingTags.ChildrenOpen].AsBool);
        await NoFurtherTraceAsync();
    }

    private (ActorSystem System, IActorRef Client) Client(string hocon = "")
    {
        var system = ActorSystem.Create("outside", ConfigurationFactory.ParseString(hocon + "\n" + """
            akka.actor.provider = "Tracing.Actors.TracedRemoteProvider, Tracing.Actors"
            akka.cluster.client.establishing-get-contacts-interval = 200ms
            """).WithFallback(Traced));
        _clients.Add(system);
        ActorTracing.For(system).ReportTo(Collector);
        return (system, Client(system));
    }

    private IActorRef Client(ActorSystem system)
    {
        var contact = ActorPath.Parse($"{Akka.Cluster.Cluster.Get(Sys).SelfAddress}/system/receptionist");
        return system.ActorOf(ClusterClient.Props(
            ClusterClientSettings.Create(system).WithInitialContacts(ImmutableHashSet.Create(contact))), "client");
    }

    private sealed record Job(string What);

    private sealed record Note;

    private sealed class Service : ReceiveActor
    {
        public Service()
        {
            Receive<Job>(job => Sender.Tell(job.What));
            Receive<Note>(_ => { });
        }
    }

    private sealed class Asker : ReceiveActor
    {
        public Asker(IActorRef client)
        {
            Receive<Job>(job => client.Tell(new ClusterClient.Send("/user/svc", job)));
            Receive<string>(_ => { });
        }
    }
}

using System.Reflection;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Clustering.Collecting;
using Tracing.Keeping;

namespace Tracing.Clustering.Serializing;

/// <summary>Messages with which another system tries to make a host's node create objects, over real
/// remoting.</summary>
public sealed class NodeSerializersTests
{
    private static readonly string _trap = $"{typeof(Trap.Plain).FullName}, {typeof(Trap.Plain).Assembly.GetName().Name}";

    private static ClusterEngine StartNode() => ClusterEngine.Start("""
        akka.loglevel = WARNING
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        """, [], AssemblerSettings.Default, new MemoryTraceStore(1 << 20));

    /// <summary>Ways to make another system create an object of a type that the message names.</summary>
    public static TheoryData<string> Attacks => ["json", "protobuf", "exception", "cause of a restart", "remote deployment"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_plain_system_creates_what_a_message_names(string attack)
    {
        await using var target = ForeignSystem.Start();
        target.System.ActorOf(Props.Empty, "target");
        var before = Trap.Sprung;
        await using var sender = Attack(attack, target.Address);
        await Eventually.Async(() => Trap.Sprung > before, "created");
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_node_creates_nothing_that_a_message_names_and_counts_the_message(string attack)
    {
        await using var node = StartNode();
        node.System.ActorOf(Props.Empty, "target");
        var before = Trap.Sprung;
        await using var sender = Attack(attack, ((ExtendedActorSystem)node.System).Provider.DefaultAddress);
        await Eventually.Async(() => node.RefusedMessages > 0, "refused");
        Assert.Equal(before, Trap.Sprung);
    }

    [Theory]
    [InlineData(1)]
    // No serializer has this id.
    [InlineData(4_711)]
    public async Task A_refusal_is_counted_each_time_and_told_once(int serializer)
    {
        await using var node = StartNode();
        var told = node.System.ActorOf(Props.Create(() => new Listener()));
        node.System.EventStream.Subscribe(told, typeof(Akka.Event.Warning));
        await using var sender = ForeignSystem.WithSerializer(serializer);
        var target = sender.Actor(((ExtendedActorSystem)node.System).Provider.DefaultAddress, "/user/target");
        for (var i = 0; i < 5; i++) target.Tell(Json());
        await Eventually.Async(() => node.RefusedMessages == 5, "five refused");
        var lines = await told.Ask<string[]>("lines", TimeSpan.FromSeconds(10));
        Assert.Single(lines, static line => line.StartsWith(
            "tracing: a message of another system was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_chosen_serializers_are_on_a_node()
    {
        await using var node = StartNode();
        Assert.Equal(
            """
            1 RefusedSerializer
            2 RefusedSerializer
            3 RefusedSerializer
            4 ByteArraySerializer
            5 ClusterMessageSerializer
            6 MessageContainerSerializer
            11 ReplicatedDataSerializer
            12 ReplicatorMessageSerializer
            13 ClusterShardingMessageSerializer
            14 ClusterSingletonMessageSerializer
            16 PlainMiscSerializer
            17 PrimitiveSerializers
            22 PlainSystemSerializer
            36 RefusedSerializer
            7411 TraceEnvelopeSerializer
            7412 CollectorSerializer
            7413 QuerySerializer
            """, Serializers(node.System));
    }

    [Fact]
    public async Task A_message_without_a_serializer_is_refused_where_it_is_written_and_the_error_says_what_to_do()
    {
        await using var node = StartNode();
        var serializer = node.System.Serialization.FindSerializerFor(new Trap.Plain());
        Assert.Contains("serialization-bindings", Assert.Throws<MessageRefusedException>(
            () => serializer.ToBinary(new Trap.Plain())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_users_system_gets_our_own_serializers_and_bindings_and_no_others(bool isCluster)
    {
        const string Settings = "akka { loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp.port = 0 }";
        using var plain = ActorSystem.Create("shop", Settings);
        using var traced = ActorSystem.Create("shop", Settings);
        // Sharding, which the collectors' nodes use, has serializers of its own.
        Akka.Cluster.Sharding.ClusterSharding.Get(plain);
        Akka.Cluster.Sharding.ClusterSharding.Get(traced);
        _ = isCluster ? ClusterTracing.For(traced).Tracing : ActorTracing.For(traced);
        string[] ours = isCluster
            ? ["7411 TraceEnvelopeSerializer", "7412 CollectorSerializer", "7413 QuerySerializer"]
            : ["7411 TraceEnvelopeSerializer", "7412 CollectorSerializer"];
        Assert.Equal(ours, Serializers(traced).Split('\n').Except(Serializers(plain).Split('\n')));
        Assert.Empty(Serializers(plain).Split('\n').Except(Serializers(traced).Split('\n')));
        string[] bound = isCluster
            ? ["Tracing.Actors.ICollectorMessage", "Tracing.Actors.TraceEnvelope", "Tracing.Clustering.IQueryMessage"]
            : ["Tracing.Actors.ICollectorMessage", "Tracing.Actors.TraceEnvelope"];
        Assert.Equal(bound, Bindings(traced).Except(Bindings(plain))
            .Select(static binding => binding[..binding.IndexOf(' ', StringComparison.Ordinal)]).Order());
        Assert.Empty(Bindings(plain).Except(Bindings(traced)));
        await plain.Terminate();
        await traced.Terminate();
    }

    private static ForeignSystem Attack(string attack, Address address)
    {
        var sender = attack switch
        {
            "json" => ForeignSystem.WithSerializer(1),
            "protobuf" => ForeignSystem.WithSerializer(2),
            _ => ForeignSystem.Start(),
        };
        var target = sender.Actor(address, "/user/target");
        switch (attack)
        {
            case "json":
                target.Tell(Json());
                break;
            case "protobuf":
                target.Tell(new RawMessage([], _trap));
                break;
            case "exception":
                target.Tell(new Status.Failure(new Trap.TrapException()));
                break;
            case "cause of a restart":
                ((IInternalActorRef)target).Restart(new Trap.TrapException());
                break;
            default:
                sender.System.ActorOf(Props.Create<Trap.Deployed>()
                    .WithDeploy(Deploy.None.WithScope(new RemoteScope(address))));
                break;
        }
        return sender;
    }

    private static RawMessage Json() => new(Encoding.UTF8.GetBytes($$"""{"$type":"{{_trap}}"}"""), "");

    private static string Serializers(ActorSystem system) => string.Join('\n', Field<Dictionary<int, Serializer>>(
            system.Serialization, "_serializersById").Where(static entry => entry.Key != 0)
        .OrderBy(static entry => entry.Key).Select(static entry => $"{entry.Key} {entry.Value.GetType().Name}"));

    private static string[] Bindings(ActorSystem system) =>
    [
        .. Field<IEnumerable<KeyValuePair<Type, Serializer>>>(system.Serialization, "_serializerMap")
            .Select(static entry => $"{entry.Key.FullName} {entry.Value.GetType().Name}"),
    ];

    // Akka.NET does not list its serializers.
    private static T Field<T>(Serialization serialization, string name) where T : class =>
        (T)typeof(Serialization).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(serialization)!;

    private sealed class Listener : ReceiveActor
    {
        private readonly List<string> _lines = [];

        public Listener()
        {
            Receive<Akka.Event.Warning>(warning => _lines.Add($"{warning.Message}"));
            Receive<string>(_ => Sender.Tell(_lines.ToArray()));
        }
    }
}

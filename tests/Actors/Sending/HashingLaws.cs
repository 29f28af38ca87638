using Akka.Actor;
using Akka.Routing;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class HashingLaws(TraceForm form) : TracedKit(form: form)
{
    [Fact]
    public async Task A_hashable_message_goes_to_the_same_routee_with_and_without_a_trace()
    {
        var router = Router(new ConsistentHashingPool(5));
        await SameRoutees(router, key => new Keyed(key));
    }

    [Fact]
    public async Task A_hash_envelope_goes_to_the_same_routee_with_and_without_a_trace()
    {
        var router = Router(new ConsistentHashingPool(5));
        await SameRoutees(router, key => new ConsistentHashableEnvelope(new Plain(key), key));
    }

    [Fact]
    public async Task A_hash_mapping_sees_the_message_and_not_its_envelope()
    {
        ConsistentHashMapping mapping = message => message is Plain plain ? plain.Key : null!;
        // Untouched code does not know of envelopes, and need not.
        var router = Router(new ConsistentHashingPool(5).WithHashMapping(
            IsZeroCode ? mapping : TraceEnvelope.HashMapping(mapping)));
        await SameRoutees(router, key => new Plain(key));
    }

    private bool IsZeroCode => Form == TraceForm.ZeroCode;

    private IActorRef Router(Pool pool) => Sys.ActorOf(
        (IsZeroCode ? Props.Create(() => new PlainRoutee()) : Props.Create(() => new Routee())).WithRouter(pool));

    private async Task SameRoutees(IActorRef router, Func<string, object> message)
    {
        var keys = Enumerable.Range(0, 25).Select(i => $"key {i}").ToArray();
        var untraced = new List<string>();
        foreach (var key in keys) untraced.Add(await router.Ask<string>(message(key), Patience));
        Assert.True(untraced.Distinct().Count() > 1);
        var traced = new List<string>();
        await InTraceAsync(async () =>
        {
            foreach (var key in keys) traced.Add(await router.Question<string>(message(key), Patience));
        });
        Assert.Equal(untraced, traced);
        Assert.Equal(keys.Length + 1, (await NextExactTraceAsync()).All.Count);
    }

    private sealed record Keyed(string Key) : IConsistentHashable
    {
        public object ConsistentHashKey => Key;
    }

    private sealed record Plain(string Key);

    private sealed class Routee : TracedReceiveActor
    {
        public Routee() => ReceiveAny(_ => Sender.Tell(Self.Path.Name));
    }

    private sealed class PlainRoutee : ReceiveActor
    {
        public PlainRoutee() => ReceiveAny(_ => Sender.Tell(Self.Path.Name));
    }
}

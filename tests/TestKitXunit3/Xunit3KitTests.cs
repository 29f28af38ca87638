using Akka.Actor;
using Akka.TestKit.Xunit;

namespace Tracing.Testing;

/// <summary>The probe in a test of Akka.TestKit.Xunit, which is for xunit.v3.</summary>
public class Xunit3KitTests() : TestKit(TraceProbe.Config)
{
    [Fact]
    public async Task A_test_asserts_on_whole_traces()
    {
        var packer = Sys.ActorOf(Props.Create(() => new Packer()), "packer");
        var keeper = Sys.ActorOf(Props.Create(() => new Shopkeeper(packer)), "keeper");
        var traces = TraceProbe.In(Sys);
        await traces.RunAsync("buy", () => keeper.Ask<Packed>(new Buy("1"), TestContext.Current.CancellationToken));
        (await traces.NextAsync()).MustBeExact().HasNoErrors().HasShape("buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))")
            .Span("Shopkeeper Buy").HasTag("order.id", "1");
        await traces.ExpectNoTraceAsync();
    }

    [Fact]
    public async Task A_failure_is_an_exception_with_the_tree_in_it()
    {
        var traces = TraceProbe.In(Sys);
        traces.Run("buy", () => { });
        var trace = await traces.NextAsync();
        Assert.Equal("""
            The trace "buy" has another shape.
              expected:     sell
              actual:       buy
              missing:      sell
              not expected: buy

            exact, 1 span
            buy
            """.ReplaceLineEndings("\n"), Assert.Throws<TraceAssertionException>(() => trace.HasShape("sell")).Message);
    }

    [Fact]
    public async Task A_message_between_test_actor_and_actor_is_traced_one_way()
    {
        var traces = TraceProbe.In(Sys);
        var packer = Sys.ActorOf(Props.Create(() => new Packer()), "packer");
        traces.Run("pack", () => packer.Tell(new Pack("1"), TestActor));
        await ExpectMsgAsync<Packed>(cancellationToken: TestContext.Current.CancellationToken);
        (await traces.NextAsync()).MustBeExact().HasShape("pack(Packer Pack)");
    }
}

using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Names that the handler spans of many actors and releases have in common.</summary>
public class DestinationNameTests : TracedKit
{
    public DestinationNameTests()
        : base(form: TraceForm.ZeroCode)
    {
    }

    [Theory]
    [InlineData("akka://shop/user/till", "/user/till", null)]
    [InlineData("akka://shop/user/till/clerk", "/user/till/clerk", null)]
    [InlineData("akka://shop/user/router/$a", "/user/router", "/user/router/{name}")]
    [InlineData("akka://shop/user/$a/clerk", "/user", "/user/{name}/clerk")]
    [InlineData("akka://shop@host:1/system/sharding/cart/12/cart-4711", "/system/sharding/cart", "/system/sharding/cart/{shard}/{entity}")]
    [InlineData("akka://shop/system/sharding/cart/12/4711/bill", "/system/sharding/cart", "/system/sharding/cart/{shard}/{entity}/bill")]
    [InlineData("akka://shop/system/sharding/cart", "/system/sharding/cart", null)]
    public void A_destination_has_no_ids(string path, string name, string? template) =>
        Assert.Equal(new DestinationName(name, template), DestinationName.Of(ActorPath.Parse(path)));

    [Fact]
    public async Task The_span_of_an_unnamed_actor_has_a_name_without_the_generated_part_and_the_whole_path()
    {
        var actor = Stepper();
        InTrace(() => actor.Tell("hello"));
        var span = (await NextExactTraceAsync()).Span("PlainStepActor String").Span;
        Assert.Equal("/user", span["messaging.destination.name"].AsString);
        Assert.Equal("/user/{name}", span["messaging.destination.template"].AsString);
        Assert.Equal(actor.Path.ToStringWithoutAddress(), span["akka.actor.path"].AsString);
    }

    [Theory]
    [InlineData(typeof(string), "System.String")]
    [InlineData(typeof(List<int[]>), "System.Collections.Generic.List<System.Int32[]>")]
    [InlineData(typeof(Dictionary<string, List<int>>), "System.Collections.Generic.Dictionary<System.String,System.Collections.Generic.List<System.Int32>>")]
    [InlineData(typeof(Dictionary<string, int>.KeyCollection), "System.Collections.Generic.Dictionary+KeyCollection<System.String,System.Int32>")]
    public void A_type_is_named_without_assemblies(Type type, string name) => Assert.Equal(name, FullTypeName.Of(type));

    [Fact]
    public async Task A_failed_handler_names_the_type_of_its_error()
    {
        var actor = Stepper();
        InTrace(() => actor.Tell(Step.Of("A", () => throw new InvalidOperationException("broken"))));
        var span = (await NextTraceAsync()).Span("A").Span;
        Assert.Equal((SpanStatus.Error, "System.InvalidOperationException"), (span.Status, span["error.type"].AsString));
    }
}

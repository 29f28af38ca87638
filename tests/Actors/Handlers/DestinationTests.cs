using Akka.Actor;

namespace Tracing.Actors.Handlers;

public class DestinationTests
{
    [Theory]
    [InlineData("/user/shop", "/user/shop", null)]
    [InlineData("/user/shop/till", "/user/shop/till", null)]
    [InlineData("/user/shop/$a", "/user/shop", "/user/shop/{actor}")]
    [InlineData("/system/sharding/cart/17/alice", "/system/sharding/cart", "/system/sharding/cart/{shard}/{entity}")]
    public void A_destination_is_named_without_the_ids_of_entities(string path, string name, string? template) =>
        Assert.Equal(new Destination(name, template), Destination.Of(ActorPath.Parse($"akka://test{path}")));

    [Fact]
    public void A_type_is_named_without_assemblies_and_versions()
    {
        Assert.Equal("System.Int32", FullTypeName.Of(typeof(int)));
        Assert.Equal("System.Collections.Generic.List<System.String[]>", FullTypeName.Of(typeof(List<string[]>)));
        Assert.Equal("System.Collections.Generic.Dictionary+Enumerator<System.Int32,System.String>",
            FullTypeName.Of(typeof(Dictionary<int, string>.Enumerator)));
    }
}

namespace Tracing.Analysis;

/// <summary>The cases are those of Zipkin's DependencyLinkerTest, and calls that only OpenTelemetry and actors
/// make.</summary>
public class DependencyLinksTests
{
    [Theory]
    // A call that client and server recorded, and a database that sends no spans.
    [InlineData("1 0-9 @web K; 2<1 1-8 @web A; 3<2 2-7 @app K; 4<3 3-6 @app A >db !", "app>db 1 1", "web>app 1 0")]
    [InlineData("1 0-9 @client A >server; 2<1 1-2 @server K; 3<1 3-4 @server K", "client>server 2 0")]
    [InlineData("1 0-9 @client A; 2<1 1-2 @server K >client !; 3<1 3-4 @server K >client", "client>server 2 1")]
    // Only the client saw the failure.
    [InlineData("1 0-9 @client A !; 2<1 1-2 @server K", "client>server 1 1")]
    [InlineData("1 0-9 @client A !; 2<1 1-2 @server K !", "client>server 1 1")]
    // The kind gives the direction where one side is there.
    [InlineData("1 0-9 @server K >client", "client>server 1 0")]
    [InlineData("1 0-9 @client A >server", "client>server 1 0")]
    [InlineData("1 0-9 @client >server", "client>server 1 0")]
    [InlineData("1 0-9 @server K")]
    [InlineData("1 0-9 @client K; 2<1 1-2 @unknown_service A >server; 3<1 1-2 @unknown_service A >server", "client>server 2 0")]
    // The service of the client's span is none that was called by another client.
    [InlineData("1 0-9 @foo K; 2<1 1-8 @foo; 3<2 1-2 @bar A >baz !; 4<2 3-4 @bar A >baz", "bar>baz 2 1", "foo>bar 2 0")]
    [InlineData("1 0-9 @client K; 2<1 1-8 @unknown_service; 3<2 1-2 @server A !", "client>server 1 0")]
    // A service that calls itself.
    [InlineData("1 0-9 @app A; 2<1 1-2 @app K", "app>app 1 0")]
    // A broker stands between a producer and a consumer that name it.
    [InlineData("1 0-9 @from P >kafka; 2<1 1-2 @to C >kafka", "from>kafka 1 0", "kafka>to 1 0")]
    [InlineData("1 0-9 @from P; 2<1 1-2 @to C >kafka", "kafka>to 1 0")]
    [InlineData("1 0-9 @from P >kafka; 2<1 1-2 @to C", "from>kafka 1 0")]
    [InlineData("1 0-9 @from P; 2<1 1-2 @to K", "from>to 1 0")]
    // An actor's message has no broker.
    [InlineData("1 0-9 @web K; 2<1 1-2 @shop C; 3<2 1-2 @shop C; 4<3 1-2 @stock C !", "shop>stock 1 1", "web>shop 1 0")]
    [InlineData("1 0-9 @web; 2<1 1-2 @shop", "web>shop 1 0")]
    // The caller above a missing span is unknown.
    [InlineData("1 0-9 @web; 3<2 1-2 @shop K; 4<2 1-2 @shop K >edge", "edge>shop 1 0")]
    public void Links_are_those_of_Zipkin(string drawing, params string[] expected)
    {
        var links = new DependencyLinks();
        links.Add(Drawn.Tree(drawing));
        Assert.Equal(expected, links.Links.Select(static link => $"{link.From}>{link.To} {link.Calls} {link.Errors}"));
    }

    [Fact]
    public void Traces_add_up_and_calls_without_room_are_counted()
    {
        var links = new DependencyLinks(maxLinks: 1);
        links.Add(Drawn.Tree("1 0-9 @web A >shop"));
        links.Add(Drawn.Tree("1 0-9 @web A >shop; 2 1-2 @web A >stock"));
        Assert.Equal([new GraphEdge("web", "shop", 2, 0)], links.Links.AsEnumerable());
        Assert.Equal(1, links.LeftOut);
    }
}

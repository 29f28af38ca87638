namespace Tracing.Generator.Calls;

public class ServiceTests
{
    private readonly Recorded _recorded = new();
    private readonly Tracer _shop;

    public ServiceTests() => _shop = _recorded.Recorder.TracerFor("shop");

    [Fact]
    public void A_child_is_its_own_service_s_where_its_class_says_so()
    {
        Spans.RunRoot("caller", () => new Shop(() => _shop).Sell(), _recorded.Tracer);
        Assert.Equal(["shop", "test"], Services());
    }

    [Fact]
    public void So_is_a_struct_s()
    {
        Spans.RunRoot("caller", () => new ShopStruct(_shop).Sell(), _recorded.Tracer);
        Assert.Equal(["shop", "test"], Services());
    }

    [Fact]
    public void So_is_a_root_and_its_children()
    {
        new Shop(() => _shop).Open();
        Assert.Equal(["shop", "shop"], Services());
    }

    [Fact]
    public void Otherwise_a_child_is_its_parent_s_service_s()
    {
        Spans.RunRoot("caller", () => Inner.Call(), _shop);
        Assert.Equal(["shop", "shop"], Services());
    }

    [Fact]
    public void A_tracer_that_throws_or_is_null_does_not_reach_the_application()
    {
        Spans.RunRoot("caller", () => new Shop(() => throw new TimeoutException()).Sell(), _recorded.Tracer);
        Spans.RunRoot("caller", () => new Shop(() => null!).Sell(), _recorded.Tracer);
        Assert.Equal(["test", "test", "test", "test"], Services());
    }

    private IEnumerable<string> Services() => _recorded.Finished().Select(s => s.Tracer.Resource.ServiceName);
}

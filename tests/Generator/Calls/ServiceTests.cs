namespace Tracing.Generator.Calls;

public class ServiceTests
{
    private readonly Recorded _recorded = new();
    private readonly Tracer _shop;

    public ServiceTests() => _shop = _recorded.Recorder.TracerFor("shop");

    [Fact]
    public void A_child_in_an_ITracedService_has_that_service()
    {
        Spans.RunRoot("caller", () => new Shop(() => _shop).Sell(), _recorded.Tracer);
        Assert.Equal(["shop", "test"], Services());
    }

    [Fact]
    public void A_child_in_a_struct_that_is_an_ITracedService_has_that_service()
    {
        Spans.RunRoot("caller", () => new ShopStruct(_shop).Sell(), _recorded.Tracer);
        Assert.Equal(["shop", "test"], Services());
    }

    [Fact]
    public void A_root_in_an_ITracedService_and_its_children_have_that_service()
    {
        new Shop(() => _shop).Open();
        Assert.Equal(["shop", "shop"], Services());
    }

    [Fact]
    public void A_child_elsewhere_has_the_service_of_its_parent()
    {
        Spans.RunRoot("caller", () => Inner.Call(), _shop);
        Assert.Equal(["shop", "shop"], Services());
    }

    [Fact]
    public void A_tracer_property_that_throws_or_is_null_does_not_affect_the_application()
    {
        Spans.RunRoot("caller", () => new Shop(() => throw new TimeoutException()).Sell(), _recorded.Tracer);
        Spans.RunRoot("caller", () => new Shop(() => null!).Sell(), _recorded.Tracer);
        Assert.Equal(["test", "test", "test", "test"], Services());
    }

    private IEnumerable<string> Services() => _recorded.Finished().Select(s => s.Tracer.Resource.ServiceName);
}

using Akka.Actor;
using Akka.TestKit.Xunit2;
using ShopTests.Shop;
using Tracing;
using Tracing.Testing;
using Xunit;

namespace ShopTests;

/// <summary>Tests of the shop by its traces.</summary>
public class ShopTraceTests : TestKit
{
    private readonly TraceProbe _traces;
    private readonly IActorRef _desk;

    public ShopTraceTests()
        : base(TraceProbe.Config)
    {
        _traces = TraceProbe.In(Sys);
        var stock = Sys.ActorOf(Props.Create(() => new Stock()), "stock");
        var shipping = Sys.ActorOf(Props.Create(() => new Shipping()), "shipping");
        _desk = Sys.ActorOf(Props.Create(() => new OrderDesk(stock, shipping)), "desk");
    }

    [Fact]
    public async Task An_order_is_reserved_then_shipped()
    {
        await _traces.RunAsync("order", () => _desk.Ask<OrderPlaced>(new PlaceOrder("1", 2)));

        var trace = await _traces.NextAsync();

        trace.MustBeExact()
            .HasNoErrors()
            .HasNothingUndelivered()
            .HasShape("order(OrderDesk PlaceOrder(Stock Reserve, Shipping Ship))")
            .HasAtMostMessages(3);
        await _traces.ExpectNoTraceAsync();
    }

    [Fact]
    public async Task The_stock_is_asked_before_anything_is_shipped()
    {
        await _traces.RunAsync("order", () => _desk.Ask<OrderPlaced>(new PlaceOrder("1", 2)));

        (await _traces.NextAsync()).HasShapeInOrder("order(OrderDesk PlaceOrder(Stock Reserve, Shipping Ship))");
    }

    [Fact]
    public async Task The_order_is_on_the_span_that_ships_it()
    {
        await _traces.RunAsync("order", () => _desk.Ask<OrderPlaced>(new PlaceOrder("1", 2)));

        (await _traces.NextAsync()).Span("Shipping Ship")
            .HasTag("order.id", "1")
            .HasEvent("shipped", new Tag("carrier", "post"))
            .HasStatus(SpanStatus.Unset);
    }

    [Fact]
    public async Task What_is_not_in_stock_is_not_shipped()
    {
        await _traces.RunAsync("order", () => _desk.Ask<OrderRefused>(new PlaceOrder("1", 11)));

        (await _traces.NextAsync()).MustBeExact().HasSpans("Shipping Ship", 0);
    }

    [Fact]
    public async Task A_wrong_quantity_fails_in_the_stock()
    {
        _traces.Run("order", () => _desk.Tell(new PlaceOrder("1", 0)));

        (await _traces.NextAsync()).Span("Stock Reserve").HasError("quantity 0");
    }

    [Fact]
    public async Task Two_orders_are_two_traces()
    {
        await Task.WhenAll(
            _traces.RunAsync("first", () => _desk.Ask<OrderPlaced>(new PlaceOrder("1", 1))),
            _traces.RunAsync("second", () => _desk.Ask<OrderPlaced>(new PlaceOrder("2", 1))));

        (await _traces.NextAsync("second")).MustBeExact().Span("Shipping Ship").HasTag("order.id", "2");
        (await _traces.NextAsync("first")).MustBeExact().Span("Shipping Ship").HasTag("order.id", "1");
    }

    [Fact]
    public async Task The_trace_looks_as_it_was_approved()
    {
        var trace = await _traces.CaptureAsync("order", () => _desk.Ask<OrderPlaced>(new PlaceOrder("1", 2)));

        var text = trace.ToText(new TraceTextOptions { Tags = ["order.*"], Events = true });

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Approved", "order.txt")), text + "\n");
    }
}

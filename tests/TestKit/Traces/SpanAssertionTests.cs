using Akka.Actor;

namespace Tracing.Testing.Traces;

/// <summary>Each assertion on a span passes once, and fails once with the text in Golden.</summary>
public class SpanAssertionTests : ShopKit
{
    [Fact]
    public async Task Tags()
    {
        var span = (await BoughtAsync()).Span("Shopkeeper Buy").HasTag("order.id").HasTag("order.id", "1").HasTag("order.items", 2).HasNoTag("order.x");
        Assert.Equal("1", span["order.id"].AsString);
        Golden.Fails("tag-value", () => span.HasTag("order.id", "2"));
        Golden.Fails("tag-kind", () => span.HasTag("order.id", 1));
        Golden.Fails("tag-forbidden", () => span.HasNoTag("order.items"));
    }

    [Fact]
    public async Task A_missing_tag_shows_those_that_are_there()
    {
        Traces.Run("sale", () => Spans.Run("pack", () => Span.Current!.SetTag("box", 3)));
        var span = (await Traces.NextAsync()).Span("pack");
        Golden.Fails("tag-missing", () => span.HasTag("paper", "red"));
        Golden.Fails("tag-none", () => span.HasTag("paper"));
    }

    [Fact]
    public async Task Baggage_that_came_with_the_message()
    {
        Traces.Run("sale", () =>
        {
            Spans.SetBaggage("customer", "7");
            Keeper.Tell(new Buy("1"));
        });
        (await Traces.NextAsync()).Span("Packer Pack").HasBaggage("customer", "7").HasNoBaggage("cashier");
    }

    [Fact]
    public async Task Baggage_that_the_handler_has_set()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => worker.Tell(new Job(_ => Spans.SetBaggage("cashier", "Ann"))));
        var trace = await Traces.NextAsync();
        var span = trace.Span("Worker Job").HasBaggage("cashier").HasNoTag("tracing.baggage.cashier");
        Assert.DoesNotContain("cashier", trace.ToText(new TraceTextOptions { Tags = ["*"] }), StringComparison.Ordinal);
        trace.Span("sale").HasNoBaggage("cashier");
        Golden.Fails("baggage-value", () => span.HasBaggage("cashier", "Bob"));
        Golden.Fails("baggage-missing", () => span.HasBaggage("customer", "7"));
        Golden.Fails("baggage-forbidden", () => span.HasNoBaggage("cashier"));
        Golden.Fails("baggage-none", () => trace.Span("sale").HasBaggage("customer"));
    }

    [Fact]
    public async Task Events()
    {
        var span = (await BoughtAsync()).Span("Shopkeeper Paid").HasEvent("paid").HasEvent("paid", new Tag("amount", 12)).HasNoEvent("sold");
        Golden.Fails("event-tags", () => span.HasEvent("paid", new Tag("amount", 13)));
        Golden.Fails("event-forbidden", () => span.HasNoEvent("paid"));
    }

    [Fact]
    public async Task Status_and_error()
    {
        var whole = await BoughtAsync();
        whole.Span("Packer Pack").HasStatus(SpanStatus.Unset);
        Golden.Fails("status", () => whole.Span("Packer Pack").HasError());
        Traces.Run("buy", () => Keeper.Tell(new Buy("none")));
        var span = (await Traces.NextAsync()).Span("Packer Pack").HasError().HasError("out of stock").HasError("InvalidOperationException");
        Golden.Fails("status-error", () => span.HasStatus(SpanStatus.Ok));
        Golden.Fails("error-text", () => span.HasError("no paper"));
    }

    [Fact]
    public async Task Kind_and_service()
    {
        var span = (await BoughtAsync()).Span("Packer Pack").HasKind(SpanKind.Consumer).HasService(Sys.Name);
        Golden.Fails("kind", () => span.HasKind(SpanKind.Server));
        Golden.Fails("service", () => span.HasService("packing"));
    }
}

using Akka.Actor;

namespace Tracing.Testing.Traces;

/// <summary>Each assertion passes once, and fails once with the text in Golden.</summary>
public class AssertionTests : ShopKit
{
    private const string Whole = "buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))";

    [Fact]
    public async Task A_trace_in_which_every_span_is_in_is_exact()
    {
        (await BoughtAsync()).MustBeExact().HasNothingOpen();
    }

    [Fact]
    public async Task A_trace_with_a_span_of_unknown_reach_is_not_exact()
    {
        Traces.Run("sale", () => Worker("worker").Tell(new Job(_ => Span.Current!.MarkChildrenOpen())));
        var trace = await Traces.NextAsync();
        Golden.Fails("not-exact", () => trace.MustBeExact());
        Golden.Fails("open", () => trace.HasNothingOpen());
    }

    [Fact]
    public async Task A_trace_has_its_shape_and_no_other()
    {
        var trace = (await BoughtAsync()).HasShape(Whole);
        Assert.Equal(Whole, trace.Shape);
        Golden.Fails("shape-missing", () => trace.HasShape("buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack), Shopkeeper Sold))"));
        Golden.Fails("shape-unexpected", () => trace.HasShape("buy(Shopkeeper Buy(Shopkeeper Paid))"));
        Golden.Fails("shape-detached", () => trace.HasShape("buy(Shopkeeper Buy(~Shopkeeper Paid(Packer Pack)))"));
    }

    [Fact]
    public async Task Siblings_may_be_in_any_order()
    {
        Traces.Run("sale", () =>
        {
            Keeper.Tell(new Buy("1"));
            Packer.Tell(new Pack("1"));
        });
        (await Traces.NextAsync())
            .HasShape("sale(Packer Pack, Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))")
            .HasShape("sale(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)) Packer Pack)");
    }

    [Fact]
    public async Task Siblings_in_another_order_fail_where_the_order_is_asked_for()
    {
        Traces.Run("sale", () =>
        {
            Spans.Run("take money", () => { });
            Spans.Run("pack", () => { });
        });
        var trace = (await Traces.NextAsync()).HasShape("sale(pack, take money)").HasShapeInOrder("sale(take money, pack)");
        Golden.Fails("shape-order", () => trace.HasShapeInOrder("sale(pack, take money)"));
    }

    [Fact]
    public async Task A_span_is_found_by_its_name()
    {
        var trace = (await BoughtAsync()).HasSpan("Packer Pack").HasSpans("Packer Pack", 1).HasSpans("Packer Drop", 0);
        Assert.Equal("Packer Pack", trace.Span("Packer Pack").Name);
        Assert.Empty(trace.SpansNamed("Packer Drop"));
        Golden.Fails("span", () => trace.Span("Packer Drop"));
        Golden.Fails("span-none", () => trace.HasSpan("Packer Drop"));
        Golden.Fails("spans", () => trace.HasSpans("Packer Pack", 2));
    }

    [Fact]
    public async Task One_of_several_spans_of_a_name_is_not_picked_at_random()
    {
        Traces.Run("sale", () =>
        {
            Spans.Run("pack", () => { });
            Spans.Run("pack", () => { });
        });
        var trace = (await Traces.NextAsync()).HasShape("sale(pack ×2)").HasShape("sale(pack *2)");
        Golden.Fails("span-twice", () => trace.Span("pack"));
    }

    [Fact]
    public async Task A_failed_handler_is_an_error()
    {
        (await BoughtAsync()).HasNoErrors();
        Traces.Run("buy", () => Keeper.Tell(new Buy("none")));
        var trace = await Traces.NextAsync();
        Golden.Fails("errors", () => trace.HasNoErrors());
    }

    [Fact]
    public async Task A_lost_message_is_undelivered()
    {
        var worker = Worker("worker");
        await Soon(worker.GracefulStop(TimeSpan.FromSeconds(5)));
        Traces.Run("sale", () => worker.Tell(new Job(_ => { })));
        var trace = await Traces.NextAsync();
        Golden.Fails("undelivered", () => trace.HasNothingUndelivered());
        (await BoughtAsync()).HasNothingUndelivered();
    }

    [Fact]
    public async Task A_cancelled_timer_is_no_loss()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromSeconds(5), worker, new Job(_ => { }), Nobody.Instance).Cancel());
        (await Traces.NextAsync()).HasNothingUndelivered().HasNoErrors();
    }

    [Fact]
    public async Task Messages_are_counted()
    {
        var trace = (await BoughtAsync()).HasAtMostMessages(3);
        Golden.Fails("messages", () => trace.HasAtMostMessages(2));
    }

    [Fact]
    public async Task The_text_is_the_same_in_each_run()
    {
        Golden.Same("text", (await BoughtAsync()).ToText());
        Traces.Run("buy", () => Keeper.Tell(new Buy("none")));
        var options = new TraceTextOptions { Tags = ["order.*", "akka.actor.path"], Events = true };
        Golden.Same("text-with-details", (await Traces.NextAsync()).ToText(options));
    }
}

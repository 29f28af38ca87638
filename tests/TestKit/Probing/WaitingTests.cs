using Akka.Actor;

namespace Tracing.Testing.Probing;

public class WaitingTests : ShopKit
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Each_trace_comes_once_in_the_order_in_which_they_were_complete()
    {
        Traces.Run("one", () => { });
        await Traces.ReportedAsync();
        Traces.Run("two", () => { });
        Assert.Equal(["one", "two"], (await Traces.NextManyAsync(2)).Select(trace => trace.Name));
        await Traces.ExpectNoTraceAsync();
    }

    [Fact]
    public async Task A_trace_is_chosen_by_its_name_and_the_others_wait()
    {
        Traces.Run("sale", () => { });
        await BoughtAsync2();
        Assert.Equal("buy", (await Traces.NextAsync("buy")).Name);
        Assert.Equal("sale", (await Traces.NextAsync(trace => trace.Spans.Length == 1)).Name);

        async Task BoughtAsync2() => await Traces.RunAsync("buy", () => Keeper.Ask<Packed>(new Buy("1")));
    }

    [Fact]
    public async Task A_test_that_waits_already_gets_the_trace_when_it_is_complete()
    {
        var next = Traces.NextAsync("buy");
        Traces.Run("sale", () => { });
        Assert.False(next.IsCompleted);
        Traces.Run("buy", () => Keeper.Tell(new Buy("1")));
        (await next).MustBeExact().HasShape("buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))");
    }

    [Fact]
    public async Task What_a_body_returns_comes_back()
    {
        Assert.Equal("7", (await Traces.RunAsync("buy", () => Keeper.Ask<Packed>(new Buy("7")))).Order);
        await Assert.ThrowsAsync<ArithmeticException>(() => Traces.RunAsync("sale", () => throw new ArithmeticException()));
        (await Traces.NextAsync("sale")).Span("sale").HasError();
    }

    [Fact]
    public async Task Nothing_traced_says_how_a_trace_starts()
    {
        Keeper.Tell(new Buy("1"));
        await Golden.FailsAsync("nothing", () => Traces.NextAsync(_short));
    }

    [Fact]
    public async Task A_trace_that_lacks_spans_says_which_when_the_time_is_over()
    {
        Traces.Run("buy", () => Keeper.Tell(new Buy("1")));
        await Traces.NextAsync();
        var worker = Worker("worker");
        var done = new TaskCompletionSource();
        Traces.Run("sale", () => worker.Tell(new Job(_ =>
        {
            Span.Current!.CountChild();
            Span.Current!.CountChild();
            Spans.Run("pack", () => { });
            done.SetResult();
        })));
        await Soon(done.Task);
        await Traces.ReportedAsync();
        await Golden.FailsAsync("lacks-children", () => Traces.NextAsync(_short));
        await Golden.FailsAsync("no-trace-open", () => Traces.ExpectNoTraceAsync());
    }

    [Fact]
    public async Task A_root_that_still_runs_is_named()
    {
        var goOn = new TaskCompletionSource();
        var running = Traces.RunAsync("buy", async () =>
        {
            await Keeper.Ask<Packed>(new Buy("1"));
            await goOn.Task;
        });
        var alone = Traces.RunAsync("count stock", () => goOn.Task);
        await AwaitAssertAsync(async () =>
        {
            await Traces.ReportedAsync();
            var failure = await Assert.ThrowsAsync<TraceAssertionException>(() => Traces.NextAsync(TimeSpan.FromMilliseconds(1)));
            Assert.Contains("3 spans", failure.Message, StringComparison.Ordinal);
        });
        await Golden.FailsAsync("running", () => Traces.NextAsync("buy", _short));
        goOn.SetResult();
        await Task.WhenAll(running, alone);
        (await Traces.NextAsync("buy")).MustBeExact();
    }

    [Fact]
    public async Task A_trace_that_was_named_for_another_test_is_listed()
    {
        Traces.Run("sale", () => { });
        await Traces.ReportedAsync();
        await Golden.FailsAsync("other-name", () => Traces.NextAsync("buy", _short));
        await Golden.FailsAsync("no-trace-closed", () => Traces.ExpectNoTraceAsync());
        await Golden.FailsAsync("second-of-two", () => Traces.NextManyAsync(2, _short));
    }

    [Fact]
    public async Task A_trace_given_up_is_still_there_for_the_next_call()
    {
        await Assert.ThrowsAsync<TraceAssertionException>(() => Traces.NextAsync(_short));
        Assert.Equal("1", (await Traces.RunAsync("buy", () => Keeper.Ask<Packed>(new Buy("1")))).Order);
        (await Traces.NextAsync()).MustBeExact();
    }

    [Fact]
    public async Task Late_spans_give_the_whole_trace_once_more()
    {
        var (goOn, worker) = (new TaskCompletionSource(), Worker("worker"));
        Traces.Run("sale", () => worker.Tell(new Job(context => _ = LateAsync())));
        (await Traces.NextAsync()).MustBeExact().HasShape("sale(Worker Job)");
        goOn.SetResult();
        var revised = (await Traces.NextAsync()).MustBeExact().HasShape("sale(Worker Job(~Worker Job))");
        Assert.Equal(1, revised.Revision);

        async Task LateAsync()
        {
            await goOn.Task.ConfigureAwait(false);
            worker.Tell(new Job(_ => { }));
        }
    }

    [Fact]
    public void A_system_has_one_probe()
    {
        Assert.Same(Traces, TraceProbe.In(Sys));
        Assert.Throws<InvalidOperationException>(() => TraceProbe.In(Sys, Assembling.AssemblerSettings.Default));
    }
}

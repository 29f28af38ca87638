using Akka.Actor;
using Akka.TestKit;

namespace Tracing.Testing.Probing;

/// <summary>A system whose scheduler a test moves by hand, and whose timers are traced.</summary>
public class TracedVirtualTimeTests()
    : ShopKit("""akka.scheduler.implementation = "Tracing.Testing.TracedTestScheduler, Tracing.TestKit" """)
{
    [Fact]
    public async Task A_scheduled_message_belongs_to_the_trace_that_set_it()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => Sys.Scheduler.ScheduleTellOnce(
            TimeSpan.FromSeconds(5), worker, new Job(_ => { }), Nobody.Instance));
        await Traces.ReportedAsync();
        await Assert.ThrowsAsync<TraceAssertionException>(() => Traces.NextAsync(TimeSpan.FromMilliseconds(50)));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(5));
        (await Traces.NextAsync()).MustBeExact().HasShape("sale(Worker Job)");
    }

    [Fact]
    public async Task A_timer_belongs_to_the_trace_that_set_it()
    {
        var shop = Sys.ActorOf(Props.Create(() => new Reminding()));
        await Traces.RunAsync("remind", () => shop.Ask<string>("set"));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(3));
        (await Traces.NextAsync()).MustBeExact().HasShape("remind(Reminding String(Reminding Int32))");
    }

    [Fact]
    public async Task An_action_belongs_to_the_trace_that_set_it()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => Sys.Scheduler.Advanced.ScheduleOnce(
            TimeSpan.FromSeconds(5), () => worker.Tell(new Job(_ => { }))));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(5));
        (await Traces.NextAsync()).MustBeExact().HasShape("sale(Worker Job)");
    }

    [Fact]
    public async Task A_cancelled_message_is_in_its_trace_as_cancelled()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => Sys.Scheduler.ScheduleTellOnceCancelable(
            TimeSpan.FromSeconds(5), worker, new Job(_ => { }), Nobody.Instance).Cancel());
        (await Traces.NextAsync()).HasShape("sale(cancelled Job)").HasNothingUndelivered();
    }

    private sealed class Reminding : ReceiveActor, IWithTimers
    {
        public Reminding()
        {
            Receive<string>(_ =>
            {
                Timers.StartSingleTimer("reminder", 1, TimeSpan.FromSeconds(3));
                Sender.Tell("set");
            });
            Receive<int>(_ => { });
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}

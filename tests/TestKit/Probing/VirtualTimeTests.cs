using Akka.Actor;

namespace Tracing.Testing.Probing;

/// <summary>A system whose scheduler a test moves by hand.</summary>
public class VirtualTimeTests() : ShopKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    [Fact]
    public async Task A_trace_is_complete_while_the_scheduler_stands_still()
    {
        (await Traces.CaptureAsync("buy", () => Keeper.Ask<Packed>(new Buy("1")))).MustBeExact();
        var (worker, goOn) = (Worker("worker"), new TaskCompletionSource());
        Traces.Run("sale", () => worker.Tell(new Job(_ => goOn.Task.Wait())));
        var next = Traces.NextAsync();
        await Traces.ReportedAsync();
        goOn.SetResult();
        (await next).MustBeExact().HasShape("sale(Worker Job)");
    }

    [Fact]
    public async Task A_scheduled_message_is_no_part_of_the_trace()
    {
        var worker = Worker("worker");
        Traces.Run("sale", () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(5), worker, new Job(_ => { }), Nobody.Instance));
        (await Traces.NextAsync()).MustBeExact().HasShape("sale");
    }
}

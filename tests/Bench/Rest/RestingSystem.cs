using System.Globalization;
using Akka.Actor;
using Tracing.Actors;

namespace Tracing.Bench.Rest;

/// <summary>A process with an actor system that has done some work and then does nothing. It prints its processor time
/// for each line that it reads.</summary>
internal sealed class RestingSystem(RestKind kind) : IBench
{
    private const int Messages = 200;

    private static readonly TimeSpan _reportAtMost = TimeSpan.FromSeconds(20);

    public void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    public static string NameOf(RestKind kind) => $"rest-{kind.ToString().ToLowerInvariant()}";

    private async Task RunAsync(TextWriter output)
    {
        const string Provider = """
            akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
            tracing.instrumentation.starts-per-second = 0
            """;
        using var system = ActorSystem.Create("rest", "akka.loglevel = OFF, akka.stdout-loglevel = OFF\n"
            + (kind is RestKind.Instrumented or RestKind.Reporting ? Provider : ""));
        var echo = system.ActorOf(Props.Create(static () => new Echo()));
        for (var i = 0; i < Messages; i++) await echo.Ask<string>("ping");
        if (kind == RestKind.Scheduled)
            system.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(1), echo, "ping", ActorRefs.NoSender);
        if (kind == RestKind.Reporting && !await ActorTracing.For(system).DrainAsync(_reportAtMost))
            throw new InvalidOperationException("the collector did not store the traces");
        output.WriteLine("ready");
        // Blocks its thread, which costs nothing; a reader of lines in a loop would be what is measured.
        while (Console.In.ReadLine() is not null)
        {
            output.WriteLine(Environment.CpuUsage.TotalTime.Ticks.ToString(CultureInfo.InvariantCulture));
            output.Flush();
        }
        await system.Terminate();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}

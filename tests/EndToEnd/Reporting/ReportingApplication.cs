using Akka.Actor;

namespace Tracing.EndToEnd.Reporting;

/// <summary>An application that is traced and has a reporter with a journal. A test kills its process.</summary>
internal static class ReportingApplication
{
    /// <summary>Spans of each trace.</summary>
    public const int SpansPerTrace = 2;

    /// <summary>Makes traces, prints the id of each, and stays until its input ends.</summary>
    public static async Task<int> RunAsync(string folder, string endpoint, int traces)
    {
        var system = ActorSystem.Create("killed", $$"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
            tracing.instrumentation.starts-per-second = 0
            tracing.reporter {
              otlp-endpoint = "{{endpoint}}"
              journal = "{{folder.Replace('\\', '/')}}"
              journal-after = 100ms
              resend-after = 500ms
            }
            """);
        var second = system.ActorOf(Props.Create(static () => new Second()), "second");
        var first = system.ActorOf(Props.Create(() => new First(second)), "first");
        for (var i = 0; i < traces; i++)
        {
            var trace = await first.Ask<string>("work");
            await Console.Out.WriteLineAsync(trace);
            await Console.Out.FlushAsync();
        }
        using var input = new StreamReader(Console.OpenStandardInput());
        await input.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    private sealed class First : ReceiveActor
    {
        public First(IActorRef next) => ReceiveAny(next.Forward);
    }

    private sealed class Second : ReceiveActor
    {
        public Second() => ReceiveAny(_ => Sender.Tell($"{Span.Current!.Context.TraceId}"));
    }
}

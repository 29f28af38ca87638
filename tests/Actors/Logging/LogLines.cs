using System.Threading.Channels;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Tracing.Actors.Logging;

/// <summary>A logger that keeps the events it gets; tests configure it like any Akka.NET logger.</summary>
public sealed class LogLines : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public const string Hocon = """
        akka.loglevel = DEBUG
        akka.loggers = ["Tracing.Actors.Logging.LogLines, Tracing.Actors.Tests"]
        """;

    // By system name, because Akka.NET makes the logger itself.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<ActorSystem, Channel<LogEvent>> _lines = new();

    public LogLines()
    {
        var to = Of(Context.System).Writer;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => to.TryWrite(line));
    }

    /// <summary>Returns the next line whose text contains these words.</summary>
    public static async Task<LogEvent> NextAsync(ActorSystem system, string words, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        await foreach (var line in Of(system).Reader.ReadAllAsync(deadline.Token))
            if (line.Message?.ToString()?.Contains(words, StringComparison.Ordinal) == true) return line;
        throw new InvalidOperationException("the logger has stopped");
    }

    private static Channel<LogEvent> Of(ActorSystem system) =>
        _lines.GetOrAdd(system, static _ => Channel.CreateUnbounded<LogEvent>());
}

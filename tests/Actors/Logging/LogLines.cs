using System.Threading.Channels;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Tracing.Actors.Logging;

/// <summary>A logger that keeps the events it gets; it stands in Akka.NET's configuration like any other.</summary>
public sealed class LogLines : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public const string Hocon = """
        akka.loglevel = DEBUG
        akka.loggers = ["Tracing.Actors.Logging.LogLines, Tracing.Actors.Tests"]
        """;

    // By system, because Akka.NET makes the logger by itself.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<ActorSystem, Channel<LogEvent>> _lines = new();

    public LogLines()
    {
        var to = Of(Context.System).Writer;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => to.TryWrite(line));
    }

    /// <summary>The next line whose text has these words in it.</summary>
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

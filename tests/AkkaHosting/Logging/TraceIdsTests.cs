using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting.Logging;

public sealed class TraceIdsTests : IDisposable
{
    private const int Order = 7;

    private readonly Recorded _recorded = new();
    private readonly LinesProvider _lines = new();

    [Fact]
    public void A_line_written_in_a_span_has_its_ids_in_scope_beside_the_users_own()
    {
        var log = Logger();
        Spans.RunRoot("work", () =>
        {
            using (log.BeginScope(new Dictionary<string, object?> { ["order"] = Order }))
                log.LogInformation("ordered {Count}", 2);
        }, _recorded.Tracer);
        var span = Assert.Single(_recorded.Finished());
        var (text, scope) = Assert.Single(_lines.Lines);
        Assert.Equal("ordered 2", text);
        Assert.Equal(span.Context.TraceId.ToString(), scope["TraceId"]);
        Assert.Equal(span.Context.SpanId.ToString(), scope["SpanId"]);
        Assert.Equal(Order, scope["order"]);
        Assert.Null(span.Details);
    }

    [Fact]
    public void A_line_outside_any_span_has_no_ids()
    {
        Logger().LogInformation("plain");
        Assert.Empty(Assert.Single(_lines.Lines).Scope);
    }

    [Fact]
    public void Lines_from_the_configured_level_on_are_events_of_the_span()
    {
        var log = Logger(LogLevel.Warning);
        Spans.RunRoot("work", () =>
        {
            log.LogInformation("too low");
            log.LogError(new InvalidOperationException("broken"), "failed {Count} times", 3);
        }, _recorded.Tracer);
        var happened = Assert.Single(Assert.Single(_recorded.Finished()).Details!.Events);
        Assert.Equal("log", happened.Name);
        Assert.Equal(
        [
            new Tag("log.severity", "ERROR"), new Tag("log.message", "failed 3 times"), new Tag("log.source", "shop"),
            new Tag("exception.type", typeof(InvalidOperationException).FullName),
            new Tag("exception.message", "broken"),
        ], happened.Tags.AsEnumerable());
    }

    public void Dispose() => _lines.Dispose();

    private ILogger Logger(LogLevel attachFrom = LogLevel.None) => new ServiceCollection()
        .AddLogging(logging => logging.AddProvider(_lines).AddTraceIds(attachFrom))
        .BuildServiceProvider().GetRequiredService<ILoggerFactory>().CreateLogger("shop");
}

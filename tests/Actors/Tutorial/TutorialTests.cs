using Tracing.Actors.Tutorial;

namespace Tracing.Actors;

public class TutorialTests : TracedKit
{
    [Fact]
    public async Task Three_requests_are_three_exact_traces_of_three_spans()
    {
        var tutorial = TutorialActors.Start(Sys, Work(), services: 2);
        for (var i = 1; i <= 3; i++) Assert.Null(await tutorial.MakeRequestAsync($"req_{i}"));
        for (var i = 1; i <= 3; i++)
        {
            var trace = (await NextTraceAsync()).MustBeExact();
            Assert.Equal("make_request(handle_request(process_data))", trace.Shape());
            Assert.Equal(["Client", "OrderService", "OrderService"],
                new[] { "make_request", "handle_request", "process_data" }.Select(name => trace.Span(name).Service));
        }
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_failing_request_is_an_error_in_each_span_and_its_trace_stays_exact()
    {
        var tutorial = TutorialActors.Start(Sys,
            Work() with { Process = _ => throw new InvalidOperationException("out of stock") }, services: 1);
        Assert.IsType<InvalidOperationException>(await tutorial.MakeRequestAsync("req_1"));
        var trace = (await NextTraceAsync()).MustBeExact();
        Assert.All(trace.All, span =>
        {
            Assert.True(span.IsError);
            var exception = Assert.Single(span.Span.Events);
            Assert.Equal("out of stock", exception.Tags.Single(t => t.Key == "exception.message").Value.AsString);
            Assert.Contains("TutorialTests", exception.Tags.Single(t => t.Key == "exception.stacktrace").Value.AsString);
        });
    }

    private static OrderWork Work() => new(() => Task.CompletedTask, payload => Task.FromResult(payload));
}

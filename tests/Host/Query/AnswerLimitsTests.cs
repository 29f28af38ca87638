using System.Text.Json;

namespace Tracing.Hosting.Query;

public class AnswerLimitsTests
{
    private const string ById = $"/api/traces/{SomeJson.TraceId}";
    private const string Waterfall = $"/api/waterfall/{SomeJson.TraceId}";

    private static string Wide(int spans, string traceId = SomeJson.TraceId) => SomeJson.Request(
    [
        .. Enumerable.Range(2, spans - 1).Select(id => SomeJson.Span(id, 1, traceId: traceId, startMicros: id)),
        SomeJson.Span(1, 0, spans - 1, traceId: traceId),
    ]);

    [Fact]
    public async Task A_trace_of_more_spans_than_an_answer_may_have_is_cut_and_says_so()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxAnswerSpans = 10 });
        await host.PostAsync(Wide(25));
        var trace = (await host.GetJsonAsync(ById)).GetProperty("data")[0];
        // The root came last, and started first.
        Assert.Equal(10, trace.GetProperty("spans").GetArrayLength());
        Assert.Contains(trace.GetProperty("spans").EnumerateArray(),
            span => span.GetProperty("spanID").GetString() == $"{1:x16}");
        Assert.Equal("15 spans are not in this answer: it would be too long", Warning(trace));
        Assert.Equal("exact", trace.GetProperty("completeness").GetString());

        var drawn = await host.GetJsonAsync(Waterfall);
        Assert.Equal(10, drawn.GetProperty("rows").GetArrayLength());
        Assert.Equal((15, 25), (drawn.GetProperty("omitted").GetInt32(), drawn.GetProperty("spans").GetInt32()));
    }

    [Fact]
    public async Task An_answer_ends_at_its_length_and_says_how_much_it_left_out()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxAnswerBytes = 4_096 });
        await host.PostAsync(Wide(100));
        var trace = (await host.GetJsonAsync(ById)).GetProperty("data")[0];
        var shown = trace.GetProperty("spans").GetArrayLength();
        Assert.InRange(shown, 2, 20);
        Assert.Equal($"{100 - shown} spans are not in this answer: it would be too long", Warning(trace));

        var drawn = await host.GetJsonAsync(Waterfall);
        var rows = drawn.GetProperty("rows").GetArrayLength();
        Assert.InRange(rows, 2, 20);
        Assert.Equal(100 - rows, drawn.GetProperty("omittedRows").GetInt32());
    }

    [Fact]
    public async Task A_search_ends_at_the_length_of_an_answer_and_says_how_many_traces_are_left_out()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxAnswerBytes = 4_096 });
        for (var trace = 1; trace <= 10; trace++) await host.PostAsync(Wide(5, $"{trace:x32}"));
        var found = await host.GetJsonAsync("/api/traces?service=shop");
        var shown = found.GetProperty("data").GetArrayLength();
        Assert.InRange(shown, 1, 5);
        Assert.Equal($"{10 - shown} more are not in this answer: it would be too long", Warning(found));
    }

    [Fact]
    public async Task A_trace_that_takes_no_more_spans_says_how_many_it_left_out()
    {
        var settings = RunningHost.Settings with
        {
            Assembler = RunningHost.Settings.Assembler with
            {
                MaxSpansPerTrace = 50,
                HardMaxSpansPerTrace = 100,
                RememberedSpans = 20,
            },
        };
        await using var host = await RunningHost.StartAsync(settings);
        for (var batch = 0; batch < 20; batch++)
        {
            var ids = Enumerable.Range(10 + (batch * 10), 10);
            await host.PostAsync(SomeJson.Request([.. ids.Select(id => SomeJson.Span(id, 1))]));
        }
        var drawn = await RunningHost.UntilAsync(
            () => host.GetJsonAsync(Waterfall), trace => trace.GetProperty("truncated").GetInt32() == 100);
        Assert.Equal(100, drawn.GetProperty("spans").GetInt32());
        Assert.Contains("100 spans were left out: the trace is too large",
            (await host.GetJsonAsync(ById)).GetProperty("data")[0].GetProperty("warnings").EnumerateArray()
                .Select(line => line.GetString()));
    }

    private static string? Warning(JsonElement holder) =>
        Assert.Single(holder.GetProperty("warnings").EnumerateArray()).GetString();
}

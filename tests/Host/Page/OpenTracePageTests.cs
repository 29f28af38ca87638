using Microsoft.Playwright;
using Tracing.Assembling;
using Tracing.TailSampling;

namespace Tracing.Hosting.Page;

public class OpenTracePageTests
{
    /// <summary>A host in which no trace closes for its age.</summary>
    private static HostSettings Patient { get; } = RunningHost.Settings with
    {
        Assembler = new AssemblerSettings { Settle = TimeSpan.FromMinutes(10), MaxAge = TimeSpan.FromMinutes(10) },
    };

    [ChromiumFact]
    public async Task An_open_trace_is_listed_and_drawn_as_open_grows_and_closes_in_its_place()
    {
        await using var host = await RunningHost.StartAsync(Patient);
        await using var browser = await Browser.StartAsync();
        var list = await browser.OpenAsync(host.Host.PageAddress);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(2, 1, 0, "reserve")));
        var row = list.Locator(".trace-row");
        await Assertions.Expect(row.Locator(".badge.open")).ToHaveTextAsync("open");

        var drawn = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        await Assertions.Expect(drawn.Locator(".badge.open")).ToBeVisibleAsync();
        await Assertions.Expect(drawn.Locator(".note")).ToContainTextAsync("span 0000000000000001 is missing, parent of 1");
        await Assertions.Expect(drawn.Locator(".span-row.gap")).ToHaveCountAsync(1);

        await host.PostAsync(SomeJson.Request(SomeJson.Span(3, 1, 0, "pay")));
        await Assertions.Expect(drawn.Locator(".span-row:not(.gap)")).ToHaveCountAsync(2);
        await Assertions.Expect(row.Locator(".number").First).ToHaveTextAsync("2");

        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2, "place order")));
        await Assertions.Expect(drawn.Locator(".badge.exact")).ToBeVisibleAsync();
        await Assertions.Expect(drawn.Locator(".span-row")).ToHaveCountAsync(3);
        await Assertions.Expect(drawn.Locator(".note")).ToHaveCountAsync(0);
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator(".badge.exact")).ToBeVisibleAsync();
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task An_open_trace_that_sampling_drops_leaves_the_list_and_its_page_says_so()
    {
        var settings = Patient with
        {
            Assembler = Patient.Assembler with { Sampling = new SamplingSettings { KeepsByDefault = false } },
        };
        await using var host = await RunningHost.StartAsync(settings);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(2, 1)));
        await using var browser = await Browser.StartAsync();
        var list = await browser.OpenAsync(host.Host.PageAddress);
        var drawn = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        await Assertions.Expect(list.Locator(".badge.open")).ToBeVisibleAsync();
        await Assertions.Expect(drawn.Locator(".badge.open")).ToBeVisibleAsync();

        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1)));
        await Assertions.Expect(list.Locator(".trace-row")).ToHaveCountAsync(0);
        await Assertions.Expect(drawn.Locator(".empty")).ToContainTextAsync("This trace was not kept");
        // The browser itself says of it that it was not found.
        Assert.All(browser.Problems, problem => Assert.Contains("404", problem, StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task A_trace_too_large_for_an_answer_says_how_much_is_not_shown()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxAnswerSpans = 10 });
        await host.PostAsync(SomeJson.Request(
            [SomeJson.Span(1, 0, 24), .. Enumerable.Range(2, 24).Select(id => SomeJson.Span(id, 1))]));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        await Assertions.Expect(page.Locator(".note"))
            .ToContainTextAsync("15 more spans not in this answer: it would be too long");
        await Assertions.Expect(page.Locator(".span-row")).ToHaveCountAsync(10);
        Assert.Empty(browser.Problems);
    }
}

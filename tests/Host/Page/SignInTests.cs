using Microsoft.Playwright;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Page;

public sealed class SignInTests
{
    private const string Token = "page-token-0123456789";

    [ChromiumFact]
    public async Task A_user_types_the_token_once_and_then_sees_traces_as_they_come()
    {
        var security = SecuritySettings.None with { PageToken = AccessToken.TryCreate(Token) };
        var settings = RunningHost.Settings with { Security = security };
        await using var host = await RunningHost.StartAsync(settings);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, "/graph"));
        await page.Locator("input[name=token]").FillAsync("wrong");
        await page.Locator("button").ClickAsync();
        await Assertions.Expect(page.GetByText("not the token")).ToBeVisibleAsync();
        await page.Locator("input[name=token]").FillAsync(Token);
        await page.Locator("button").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}graph");

        // The refusals before are errors of the console.
        browser.Problems.Clear();
        await page.GotoAsync($"{host.Host.PageAddress}");
        await Assertions.Expect(page.GetByText("No traces yet")).ToBeVisibleAsync();
        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 0, "place order")));
        await Assertions.Expect(page.Locator(".trace-row")).ToContainTextAsync("place order");
        Assert.Empty(browser.Problems);
    }
}

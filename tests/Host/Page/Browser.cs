using Microsoft.Playwright;

namespace Tracing.Hosting.Page;

/// <summary>A headless Chromium, and what went wrong in its pages.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Errors that scripts threw or that the console showed.</summary>
    public List<string> Problems { get; } = [];

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = ChromiumFactAttribute.Path, Args = _arguments });
        return new Browser(playwright, browser);
    }

    public async Task<IPage> OpenAsync(Uri address, int width = 1280, int height = 800, ColorScheme colours = ColorScheme.Light)
    {
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
        });
        page.PageError += (_, problem) => Problems.Add(problem);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Problems.Add(message.Text);
        };
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

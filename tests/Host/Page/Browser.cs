using Microsoft.Playwright;

namespace Tracing.Hosting.Page;

/// <summary>Pages of a headless Chromium, and what went wrong in them.</summary>
/// <remarks>All tests have one Chromium, which ends with the process; each page has cookies and storage of its own.</remarks>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly Lazy<Task<IBrowser>> _chromium = new(LaunchAsync);

    private readonly IBrowser _browser;
    private readonly List<IPage> _pages = [];

    private Browser(IBrowser browser) => _browser = browser;

    /// <summary>Errors that scripts threw or that the console showed.</summary>
    public List<string> Problems { get; } = [];

    public static async Task<Browser> StartAsync() => new(await _chromium.Value);

    public async Task<IPage> OpenAsync(Uri address, int width = 1280, int height = 800, ColorScheme colours = ColorScheme.Light)
    {
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
        });
        _pages.Add(page);
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
        foreach (var page in _pages) await page.CloseAsync();
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = ChromiumFactAttribute.Path, Args = _arguments });
    }
}

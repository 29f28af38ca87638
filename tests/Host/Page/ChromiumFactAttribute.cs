namespace Tracing.Hosting.Page;

/// <summary>A test in a real browser; skipped, with the reason, on a machine without one.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/chromium";

    public ChromiumFactAttribute()
    {
        if (!File.Exists(Path)) Skip = $"no browser here: {Path} is missing (Debian: apt-get install chromium)";
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command <c>traces</c>: searches the traces of a running host.</summary>
internal sealed class TracesCommand(TimeProvider time)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 10_000;

    /// <summary>Traces in one answer of the host.</summary>
    private const int PageSize = 1_000;

    /// <summary>Traces that are known to have been printed.</summary>
    private const int MaxPrinted = 20_000;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly SearchFlags _search = new();
    private readonly Option<string> _url = HostQuestions.UrlOption();
    private readonly HostAccess _access = new("TRACING_HOST_TOKEN");
    private readonly Option<string> _limit = new("--limit")
    {
        Description = $"how many, 1 to {MaxLimit} ({DefaultLimit})",
    };

    private readonly Option<bool> _json = new("--json") { Description = "a line of JSON for each trace" };

    private readonly Option<bool> _follow = new("--follow")
    {
        Description = "goes on, with traces as they close, until Ctrl-C",
    };

    public Command Create()
    {
        var command = new Command("traces", "searches the traces of a running host");
        _search.AddTo(command);
        foreach (var option in new Option[] { _limit, _json, _follow, _url }) command.Options.Add(option);
        _access.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var limit = new ConfigReader(new OptionSource(parsed, _limit)).Int("--limit", DefaultLimit, 1, MaxLimit);
        using var host = new HostQuestions(parsed.GetValue(_url), _access.Token(parsed), _access.Trusted(parsed));
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (found, notes) = await FindAsync(parsed, host, limit, stopping);
        foreach (var note in notes) await errors.WriteLineAsync($"the answer may lack traces: {note}");
        if (parsed.GetValue(_follow)) return await FollowAsync(parsed, host, found, output, stopping);
        if (found.Count == 0)
        {
            await errors.WriteLineAsync("no trace matches");
            return ExitCode.Failed;
        }
        var text = new StringBuilder();
        if (!parsed.GetValue(_json)) text.AppendLine(TraceLines.Heading);
        foreach (var trace in found) text.AppendLine(Line(parsed, trace));
        await Pager.WriteAsync(output, $"{text}", stopping);
        return ExitCode.Ok;
    }

    private async Task<(List<JsonElement> Traces, List<string> Notes)> FindAsync(
        ParseResult parsed, HostQuestions host, int limit, CancellationToken stopping)
    {
        var traces = new List<JsonElement>();
        var notes = new List<string>();
        string? after = null;
        do
        {
            var path = string.Create(CultureInfo.InvariantCulture,
                $"api/search?{_search.Parameters(parsed)}&limit={Math.Min(limit - traces.Count, PageSize)}");
            var answer = await host.AskAsync(after is null ? path : $"{path}&after={after}",
                parameter => _search.FlagOf(parsed, parameter), stopping)
                ?? throw new ConfigurationException(HostQuestions.UrlFlag, parsed.GetValue(_url) ?? "",
                    "this host cannot search; it is something else, or of an earlier version");
            using var page = JsonDocument.Parse(answer);
            traces.AddRange(page.RootElement.GetProperty("traces").EnumerateArray().Select(trace => trace.Clone()));
            foreach (var note in page.RootElement.GetProperty("notes").EnumerateArray().Select(note => $"{note}"))
                if (!notes.Contains(note))
                    notes.Add(note);
            after = page.RootElement.GetProperty("next").GetString();
            if (after is null && page.RootElement.TryGetProperty("cut", out _))
                notes.Add("the search took too long; --since or more conditions make it faster");
        }
        while (after is not null && traces.Count < limit);
        return (traces, notes);
    }

    // The newest last, as at the end of a file. A trace is printed when it has closed, and once.
    private async Task<int> FollowAsync(
        ParseResult parsed, HostQuestions host, List<JsonElement> found, TextWriter output, CancellationToken stopping)
    {
        var printed = new OrderedDictionary<string, bool>();
        using var timer = new PeriodicTimer(_pause, time);
        try
        {
            do
            {
                foreach (var trace in found.AsEnumerable().Reverse())
                {
                    if (trace.GetProperty("completeness").GetProperty("kind").GetString() == "open"
                        || !printed.TryAdd($"{trace.GetProperty("id")}", true))
                        continue;
                    await output.WriteLineAsync(Line(parsed, trace));
                    if (printed.Count > MaxPrinted) printed.RemoveAt(0);
                }
                await output.FlushAsync(stopping);
                await timer.WaitForNextTickAsync(stopping);
                (found, _) = await FindAsync(parsed, host, PageSize, stopping);
            }
            while (true);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    private string Line(ParseResult parsed, JsonElement trace) => parsed.GetValue(_json)
        ? JsonSerializer.Serialize(trace)
        : new TraceLines(time.LocalTimeZone).Of(trace);
}

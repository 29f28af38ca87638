using System.Collections.Immutable;
using System.CommandLine;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags of a search, each with the parameter of <c>/api/search</c> that it sets.</summary>
internal sealed class SearchFlags
{
    private static readonly ImmutableArray<(string Flag, string Parameter, string Help)> _texts =
    [
        ("--query", "q", "TraceQL, such as '{ status = error && duration > 10ms }'"),
        ("--service", "service", "service of a span"),
        ("--operation", "operation", "name of the span"),
        ("--text", "text", "part of its name, service or status, or the beginning of the trace id"),
        ("--since", "since", "how far back, such as 1h"),
        ("--from", "from", "a time such as 2026-01-02T03:04:05Z"),
        ("--until", "until", "a time such as 2026-01-02T03:04:05Z"),
        ("--min-duration", "minDuration", "shortest duration of the trace, such as 10ms"),
        ("--max-duration", "maxDuration", "longest duration of the trace"),
        ("--min-span-duration", "minSpanDuration", "shortest duration of the span"),
        ("--max-span-duration", "maxSpanDuration", "longest duration of the span"),
        ("--status", "status", "status of the span: unset, ok, error"),
        ("--kind", "kind", "kind of the span: internal, server, client, producer, consumer"),
        ("--caller", "caller", "service of the span's parent"),
        ("--scope", "scope", "instrumentation scope of the span"),
        ("--description", "description", "part of the span's status description"),
        ("--completeness", "completeness", "open, exact, settled or partial"),
        ("--actor", "actor", "path of the actor, or of one above it"),
        ("--actor-type", "actorType", "type of the actor"),
        ("--min-wait", "minWait", "shortest wait in the mailbox, such as 1ms"),
    ];

    private static readonly ImmutableArray<(string Flag, string Parameter, string Value, string Help)> _switches =
    [
        ("--error", "error", "true", "only traces in which a span failed"),
        ("--undelivered", "undelivered", "true", "only spans of messages that were never handled"),
        ("--missing", "missing", "true", "only traces of which spans are missing"),
        ("--slowest", "order", "slowest", "the slowest first, instead of the newest"),
    ];

    private readonly ImmutableArray<(Option<string> Option, string Parameter)> _textOptions =
        [.. _texts.Select(flag => (new Option<string>(flag.Flag) { Description = flag.Help }, flag.Parameter))];

    private readonly ImmutableArray<(Option<bool> Option, string Parameter, string Value)> _switchOptions =
    [
        .. _switches.Select(flag =>
            (new Option<bool>(flag.Flag) { Description = flag.Help }, flag.Parameter, flag.Value)),
    ];

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "attribute of the span: name=value, also != > >= < <= =~ !~ *=; may be repeated",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _textOptions) command.Options.Add(option);
        command.Options.Add(_tags);
        foreach (var (option, _, _) in _switchOptions) command.Options.Add(option);
    }

    /// <summary>The parameters that were given, escaped and joined.</summary>
    public string Parameters(ParseResult parsed)
    {
        var given = new List<(string Name, string Value)>();
        foreach (var (option, parameter) in _textOptions)
            if (parsed.GetValue(option) is { } value)
                given.Add((parameter, value));
        foreach (var tag in parsed.GetValue(_tags) ?? []) given.Add(("tag", tag));
        foreach (var (option, parameter, value) in _switchOptions)
            if (parsed.GetValue(option))
                given.Add((parameter, value));
        return string.Join('&', given.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
    }

    /// <summary>The flag that sets a parameter, and the value that was given.</summary>
    public (string Flag, string Value) FlagOf(ParseResult parsed, string parameter)
    {
        foreach (var (option, name) in _textOptions)
            if (name == parameter)
                return (option.Name, parsed.GetValue(option) ?? "");
        return parameter == "tag" ? (_tags.Name, string.Join(" ", parsed.GetValue(_tags) ?? [])) : (parameter, "");
    }
}

using System.CommandLine;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command <c>trace</c>: one trace of a running host as a tree, with what made it take its time.</summary>
internal sealed class TraceCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "the trace id, 1 to 32 hexadecimal digits" };
    private readonly Option<string> _url = HostQuestions.UrlOption();
    private readonly HostAccess _access = new("TRACING_HOST_TOKEN");
    private readonly Option<bool> _json = new("--json") { Description = "the trace as OTLP/JSON" };

    public Command Create()
    {
        var command = new Command("trace", "shows one trace of a running host as a tree");
        command.Arguments.Add(_id);
        command.Options.Add(_json);
        command.Options.Add(_url);
        _access.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        using var host = new HostQuestions(parsed.GetValue(_url), _access.Token(parsed), _access.Trusted(parsed));
        var id = parsed.GetValue(_id) ?? "";
        var form = parsed.GetValue(_json) ? "otlp" : "tree";
        var answer = await host.AskAsync($"api/{form}/{Uri.EscapeDataString(id)}", _ => ("ID", id), stopping);
        if (answer is null)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"trace {id} is not there, or no longer kept");
            return ExitCode.Failed;
        }
        await Pager.WriteAsync(parsed.InvocationConfiguration.Output, answer, stopping);
        return ExitCode.Ok;
    }
}

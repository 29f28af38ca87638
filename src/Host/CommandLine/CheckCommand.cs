using System.CommandLine;
using System.Globalization;
using Tracing.Sqlite.Checking;
using Tracing.Storage;
using Tracing.Storage.Checking;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command <c>check</c>: verifies a data folder that no process uses, and repairs what can be.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "the data folder (the user's data folder)",
        DefaultValueFactory = static _ => "",
    };

    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "write damaged indexes and journal files again, and delete traces that cannot be read",
    };

    public Command Create()
    {
        var command = new Command("check", "verifies every block and every journal record of a data folder");
        command.Arguments.Add(_folder);
        command.Options.Add(_repair);
        command.SetAction(parsed => Run(parsed.GetValue(_folder) ?? "", parsed.GetValue(_repair),
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, bool repairs, TextWriter output)
    {
        var settings = StorageSettings.Default with { Path = folder };
        CheckResult[] results = [StoreCheck.Run(settings, repairs), JournalCheck.Run(settings, repairs)];
        output.WriteLine(settings.Folder);
        output.WriteLine($"{"part",-16} {"good",10} {"damaged",10} {"repaired",10}");
        foreach (var result in results)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Part,-16} {result.Good,10} {result.Faults.Length,10} {result.Repairs.Length,10}"));
        }
        foreach (var fault in results.SelectMany(result => result.Faults)) output.WriteLine($"damaged   {fault}");
        foreach (var repair in results.SelectMany(result => result.Repairs)) output.WriteLine($"repaired  {repair}");
        return results.All(result => result.IsGood) ? ExitCode.Ok : ExitCode.Failed;
    }
}

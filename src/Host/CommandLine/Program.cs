using System.CommandLine;

namespace Tracing.Hosting.CommandLine;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Distributed tracing for Akka.NET: a collector, its doors, its page.");
        new HostCommand().AddTo(root);
        root.Subcommands.Add(new NodeCommand().Create());
        root.Subcommands.Add(new CheckCommand().Create());
        root.Subcommands.Add(new TracesCommand(TimeProvider.System).Create());
        root.Subcommands.Add(new TraceCommand().Create());
        return CommandLineRoot.RunAsync(root, args, Console.Out, Console.Error);
    }
}

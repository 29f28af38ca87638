using System.CommandLine;
using Tracing.Demo.Clusters;
using Tracing.Demo.Generating;
using Tracing.Demo.Nodes;
using Tracing.Demo.Shopping;
using Tracing.Demo.Tutorial;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo;

internal static class Program
{
    private static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The host's command line, with what shows the product: traffic, the tutorial, a cluster.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var time = TimeProvider.System;
        var root = new RootCommand("Distributed tracing for Akka.NET: a collector, its doors, its page, and a demo.");
        new HostCommand(new ShopTraffic(time)).AddTo(root);
        root.Subcommands.Add(new CheckCommand().Create());
        root.Subcommands.Add(new TracesCommand(time).Create());
        root.Subcommands.Add(new TraceCommand().Create());
        root.Subcommands.Add(new DemoCommand(time).Create());
        root.Subcommands.Add(new DemoNodeCommand(time).Create());
        root.Subcommands.Add(new ClusterCommand(time).Create());
        root.Subcommands.Add(new GenerateCommand(time).Create());
        root.Subcommands.Add(BusyCommand.Create());
        return CommandLineRoot.RunAsync(root, args, output, errors);
    }
}

using System.CommandLine;
using Tracing.Hosting.Clusters;
using Tracing.Hosting.Nodes;

namespace Tracing.Hosting.CommandLine;

internal static partial class CommandLineRoot
{
    static partial void AddClusterCommands(RootCommand root, TimeProvider time)
    {
        root.Subcommands.Add(new NodeCommand(time).Create());
        root.Subcommands.Add(new ClusterCommand(time).Create());
    }
}

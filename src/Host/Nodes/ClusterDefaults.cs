namespace Tracing.Hosting.Nodes;

/// <summary>hocon/cluster.conf: the settings of a node that is started without a file of its own.</summary>
internal static class ClusterDefaults
{
    private const string Name = "Tracing.Host.cluster.conf";

    public static string Hocon { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(ClusterDefaults).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

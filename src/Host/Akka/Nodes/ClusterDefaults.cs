namespace Tracing.Hosting.Nodes;

/// <summary>hocon/cluster.conf: what a node goes by that is given no file of its own.</summary>
internal static class ClusterDefaults
{
    public const string Name = "Tracing.Host.cluster.conf";

    public static string Hocon { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(ClusterDefaults).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

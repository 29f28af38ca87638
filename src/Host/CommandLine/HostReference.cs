namespace Tracing.Hosting.CommandLine;

/// <summary>The host's defaults as HOCON: what the code does without it, and the list of keys that there are.</summary>
internal static class HostReference
{
    public const string Name = "Tracing.Host.reference.conf";

    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(HostReference).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

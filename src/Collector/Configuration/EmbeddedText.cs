using System.Reflection;

namespace Tracing.Configuration;

/// <summary>Text files that are embedded in an assembly, such as a library's reference.conf.</summary>
public static class EmbeddedText
{
    /// <exception cref="InvalidOperationException">The assembly has no resource of that name.</exception>
    public static string Read(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in {assembly.GetName().Name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Reflection;

namespace Tracing;

/// <summary>The name and version under which our spans and activities appear: OTLP's scope, .NET's activity
/// source.</summary>
internal static class InstrumentationScope
{
    public const string Name = "Tracing";

    public static string Version { get; } = typeof(InstrumentationScope).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

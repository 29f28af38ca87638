using System.Runtime.CompilerServices;
using Tracing.Hosting.Journaling;

namespace Tracing.Demo;

/// <summary>The tests of whole programs start the demo, not the bare host.</summary>
internal static class DemoProgram
{
    public static string Path { get; } = typeof(Program).Assembly.Location;

    [ModuleInitializer]
    internal static void Use() => HostProcess.Program = Path;
}

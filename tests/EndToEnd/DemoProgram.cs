using System.Runtime.CompilerServices;
using Tracing.Hosting.Journaling;

namespace Tracing.EndToEnd;

/// <summary>The tests of whole clusters start the demo, not the bare host.</summary>
internal static class DemoProgram
{
    public static string Path { get; } = typeof(Demo.Program).Assembly.Location;

    [ModuleInitializer]
    internal static void Use() => HostProcess.Program = Path;
}

namespace Tracing.Demo.Clusters;

/// <summary>The command that starts this program again, however it was started: by dotnet, or as itself.</summary>
internal static class OwnProgram
{
    public static (string Program, string[] First) Command()
    {
        var program = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? (program, [typeof(OwnProgram).Assembly.Location])
            : (program, []);
    }
}

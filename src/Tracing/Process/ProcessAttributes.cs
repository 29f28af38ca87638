using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Tracing;

/// <summary>The resource attributes of this process that every OpenTelemetry SDK sends.</summary>
public static class ProcessAttributes
{
    /// <summary>Instance, host, process, runtime, version of the application, and this library as the SDK. The same for
    /// the whole life of the process.</summary>
    public static ImmutableArray<Tag> All { get; } =
    [
        new("service.instance.id", Guid.NewGuid().ToString()),
        .. VersionOf(Assembly.GetEntryAssembly()) is { } version ? new[] { new Tag("service.version", version) } : [],
        new("host.name", Environment.MachineName),
        new("process.pid", Environment.ProcessId),
        new("process.runtime.name", ".NET"),
        new("process.runtime.version", Environment.Version.ToString()),
        new("process.runtime.description", RuntimeInformation.FrameworkDescription),
        new("telemetry.sdk.name", "tracing-akka"),
        new("telemetry.sdk.language", "dotnet"),
        new("telemetry.sdk.version", InstrumentationScope.Version),
    ];

    /// <summary>The resource of a service in this process.</summary>
    /// <param name="configured">Attributes that the user has set; they win over those of the process.</param>
    public static Resource ResourceOf(string serviceName, ImmutableArray<Tag> configured)
    {
        var known = configured.Select(tag => tag.Key).Append(Resource.ServiceNameKey).ToHashSet(StringComparer.Ordinal);
        return new Resource(serviceName,
        [
            .. configured.Where(tag => tag.Key != Resource.ServiceNameKey),
            .. All.Where(tag => !known.Contains(tag.Key)),
        ]);
    }

    // What comes after a plus names a commit, which would make each build another version.
    private static string? VersionOf(Assembly? application) =>
        application?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}

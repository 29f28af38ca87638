using System.Runtime;

namespace Tracing.Hosting.CommandLine;

/// <summary>The pauses of .NET's garbage collector in a process that is a host.</summary>
internal static class GarbagePauses
{
    /// <summary>The oldest objects are collected beside the work and not moved.</summary>
    /// <remarks>Applies to the whole process, so a host in somebody else's process leaves it alone. See RATIONALE "How
    /// much memory does a host take?".</remarks>
    public static void Shorten() => GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
}

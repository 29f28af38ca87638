using System.Globalization;
using System.Text;

namespace Tracing.Hosting;

/// <summary>Memory and processor time of the host's process, in Prometheus's text format.</summary>
internal static class ProcessMetrics
{
    public static void Write(StringBuilder text)
    {
        var heap = GC.GetGCMemoryInfo(GCKind.Any);
        One(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", Environment.WorkingSet);
        One(text, "process_cpu_seconds_total", "counter", "Processor time of the process.",
            Environment.CpuUsage.TotalTime.TotalSeconds);
        One(text, "dotnet_gc_heap_bytes", "gauge", "Managed objects, those included that nobody uses any more.",
            GC.GetTotalMemory(forceFullCollection: false));
        One(text, "dotnet_gc_committed_bytes", "gauge", "Memory of the managed heap, as of the last collection.",
            heap.TotalCommittedBytes);
    }

    private static void One(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
}

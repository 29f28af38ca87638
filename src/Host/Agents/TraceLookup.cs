using Tracing.Hosting.Query;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Keeping;

namespace Tracing.Hosting.Agents;

/// <summary>Finds the traces that a tool is asked for by id.</summary>
internal static class TraceLookup
{
    /// <param name="name">The argument with the id.</param>
    /// <returns>Null: the call's reading has the fault.</returns>
    public static async Task<KeptTrace?> FindAsync(
        ToolCall call, string name, ITraceStore store, AnswerLimits limits, CancellationToken stopping)
    {
        if (call.Required(name) is not { } text) return null;
        if (!JaegerQuery.TryTraceId(text, out var id))
        {
            call.Reading.Report(name, "must be 1 to 32 hexadecimal digits, not all zero");
            return null;
        }
        if (await store.Noting(call.Notes).GetAsync(id, stopping) is not { } trace)
        {
            var silent = call.Notes.Lines.IsEmpty ? "" : $"; not asked: {string.Join("; ", call.Notes.Lines)}";
            call.Reading.Report(name, $"there is no trace {id}, or it is no longer kept{silent}");
            return null;
        }
        var shown = trace.Cut(limits.MaxSpans);
        if (shown.Omitted > 0) call.Notes.Add($"{shown.Omitted} spans of trace {id} are left out: it is too large");
        return shown;
    }
}

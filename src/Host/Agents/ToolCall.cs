using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Query;
using Tracing.Keeping;

namespace Tracing.Hosting.Agents;

/// <summary>One call of a tool.</summary>
/// <param name="Given">The arguments, without those that say how the answer is cut.</param>
/// <param name="Reading">Reads them, and keeps the first fault.</param>
/// <param name="Notes">What the answer lacks.</param>
internal sealed record ToolCall(IQueryCollection Given, QueryParameters Reading, QueryNotes Notes)
{
    /// <summary>Reads an argument that must be given.</summary>
    /// <returns>Null: it is missing, which is reported.</returns>
    public string? Required(string name)
    {
        if (Reading.Text(name) is { } text) return text;
        Reading.Report(name, "must be given");
        return null;
    }
}

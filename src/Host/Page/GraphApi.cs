using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Analysis;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/graph</c>: who calls whom as the page draws it, with those who call nobody.</summary>
internal sealed class GraphApi(ITraceStore store, TimeProvider time)
{
    /// <summary>More cannot be read in one picture. Those with the most spans are kept.</summary>
    private const int MaxNodes = 120;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/graph", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (CallGraphQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } asked)
        {
            await FaultAnswer.WriteAsync(context, fault);
            return;
        }
        var notes = new QueryNotes();
        var (graph, traces) = await asked.CountAsync(store, time, notes, context.RequestAborted);
        var nodes = graph.Nodes;
        if (nodes.Length > MaxNodes)
        {
            notes.Add($"{nodes.Length - MaxNodes} with fewer spans are not drawn");
            nodes = [.. nodes.OrderByDescending(node => node.Spans).Take(MaxNodes)];
        }
        var names = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var edges = graph.Edges.Where(edge => names.Contains(edge.From) && names.Contains(edge.To));
        await JsonAnswer.WriteAsync(context, 200, to => Write(to, traces, nodes, edges, notes));
    }

    private static void Write(
        Utf8JsonWriter to, int traces, IEnumerable<GraphNode> nodes, IEnumerable<GraphEdge> edges, QueryNotes notes)
    {
        to.WriteStartObject();
        to.WriteNumber("traces", traces);
        to.WriteStartArray("nodes");
        foreach (var node in nodes)
        {
            to.WriteStartObject();
            to.WriteString("name", node.Name);
            to.WriteNumber("spans", node.Spans);
            to.WriteNumber("errors", node.Errors);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteStartArray("edges");
        foreach (var edge in edges)
        {
            to.WriteStartObject();
            to.WriteString("from", edge.From);
            to.WriteString("to", edge.To);
            to.WriteNumber("calls", edge.Calls);
            to.WriteNumber("errors", edge.Errors);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        NotesWriter.Write(to, "notes", notes);
        to.WriteEndObject();
    }
}

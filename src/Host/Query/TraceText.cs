using System.Collections.Immutable;
using Tracing.Analysis;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Query;

/// <summary>A trace as text: its tree, what failed, the waits in mailboxes and the critical path.</summary>
/// <param name="Heading">Id, completeness with its reason and what is missing, numbers and duration.</param>
internal sealed record TraceText(string Heading, string Tree, string Problems, string Waits, string CriticalPath)
{
    public static TraceText Of(KeptTrace trace)
    {
        var spans = trace.Decode();
        return new TraceText(TreeText.Heading(trace.TraceId, trace.Completeness, spans), TreeText.Lines(spans),
            ProblemText.Of(spans), WaitText.Of(spans), CriticalText.Of(TraceTree.Of(spans)));
    }

    /// <summary>Returns all of it for a terminal, where the tree shows what failed.</summary>
    public override string ToString() => string.Concat(Heading, Tree, Waits, CriticalPath);

    /// <summary>Returns the lines below the heading, with the tree last, because it is the longest.</summary>
    public ImmutableArray<string> LinesTreeLast() =>
        [.. string.Concat(Problems, Waits, CriticalPath, Tree).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')];
}

using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Computes parents, which a tree's nodes do not hold.</summary>
internal static class TreeParents
{
    public const int None = -1;

    /// <summary>Returns for each node the index of its parent, or <see cref="None"/>.</summary>
    public static int[] Of(TraceTree tree)
    {
        var parents = new int[tree.Nodes.Length];
        Array.Fill(parents, None);
        for (var i = 0; i < parents.Length; i++)
            foreach (var child in tree.Nodes[i].ChildIndexes)
                parents[child] = i;
        return parents;
    }
}

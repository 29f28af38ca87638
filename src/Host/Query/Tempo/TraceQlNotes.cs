using System.Globalization;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>The lines about searches that are not complete.</summary>
internal static class TraceQlNotes
{
    /// <summary>The line for a search that took too long.</summary>
    public static string Cut(int inspected) => string.Create(CultureInfo.InvariantCulture,
        $"the search was cut after {TraceQlSearch.DefaultPatience.TotalSeconds} s and {inspected} traces")
        + "; a shorter time range or more conditions make it faster";

    /// <summary>Says what an answer with figures lacks.</summary>
    public static void Add(QueryNotes notes, TraceQlFigures found)
    {
        if (found.IsCut) notes.Add(Cut(found.Inspected));
        if (found.IsFull) notes.Add("there are more series than fit; those that are here count their own spans only");
    }
}

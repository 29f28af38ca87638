using System.Globalization;
using Tracing.TraceQl;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>The lines about searches that are not complete.</summary>
internal static class TraceQlNotes
{
    /// <summary>The line for a search that took too long.</summary>
    public static string Cut(int inspected) => string.Create(CultureInfo.InvariantCulture,
        $"the search was cut after {TraceQlSearch.DefaultPatience.TotalSeconds} s and {inspected} traces")
        + "; a shorter time range or more conditions make it faster";
}

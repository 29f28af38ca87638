using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Says what an answer lacks. Tempo's answers have no place for it, and some clients refuse unknown fields, so
/// it is in a header.</summary>
internal static class TraceQlNotes
{
    public const string Header = "X-Notes";

    /// <summary>The line for a search that took too long.</summary>
    public static string Cut(int inspected) => string.Create(CultureInfo.InvariantCulture,
        $"the search was cut after {TraceQlSearch.DefaultPatience.TotalSeconds} s and {inspected} traces")
        + "; a shorter time range or more conditions make it faster";

    public static void Write(HttpContext context, QueryNotes notes)
    {
        if (notes.Lines.IsEmpty) return;
        // A header takes printable ASCII.
        var text = string.Join("; ", notes.Lines);
        context.Response.Headers[Header] =
            string.Concat(text.Select(static letter => letter is >= ' ' and <= '~' ? letter : '?'));
    }
}

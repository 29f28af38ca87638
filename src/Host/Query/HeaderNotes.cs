using Microsoft.AspNetCore.Http;
using Tracing.Keeping;

namespace Tracing.Hosting.Query;

/// <summary>Says what an answer lacks in a header, for answers that have no place for it: some clients refuse unknown
/// fields.</summary>
internal static class HeaderNotes
{
    public const string Header = "X-Notes";

    public static void Write(HttpContext context, QueryNotes notes)
    {
        if (notes.Lines.IsEmpty) return;
        // A header takes printable ASCII.
        var text = string.Join("; ", notes.Lines);
        context.Response.Headers[Header] =
            string.Concat(text.Select(static letter => letter is >= ' ' and <= '~' ? letter : '?'));
    }
}

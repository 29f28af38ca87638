using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Tracing.Keeping;

namespace Tracing.Hosting.Query;

/// <summary>Says what an answer lacks in a header, or in a trailer of gRPC, for answers that have no place for it: some
/// clients refuse unknown fields.</summary>
internal static class HeaderNotes
{
    public const string Header = "X-Notes";

    public static void Write(HttpContext context, QueryNotes notes)
    {
        if (!notes.Lines.IsEmpty) context.Response.Headers[Header] = Text(notes);
    }

    public static void Write(ServerCallContext call, QueryNotes notes)
    {
        if (!notes.Lines.IsEmpty) call.ResponseTrailers.Add(Header.ToLowerInvariant(), Text(notes));
    }

    // A header takes printable ASCII.
    private static string Text(QueryNotes notes) => string.Concat(string.Join("; ", notes.Lines)
        .Select(static letter => letter is >= ' ' and <= '~' ? letter : '?'));
}

using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using Tracing.Propagation;

namespace Tracing;

/// <summary>Counts the server's span as the child of an HTTP call, when the answer says that it is recorded.</summary>
/// <remarks>An answer without the header comes from a server that records nothing of ours. Without any answer nobody
/// knows, and the call is open-ended. Any thread.</remarks>
internal static class HttpCalls
{
    public const string Listener = "HttpHandlerDiagnosticListener";
    public const string Header = "traceresponse";

    private const string Stopped = "System.Net.Http.HttpRequestOut.Stop";

    // The payload is of a private type.
    private static PropertyInfo? _answer;

    public static string[] Names { get; } = [Stopped];

    public static void OnEvent(string name, object stopped)
    {
        if (Activity.Current is not { } activity) return;
        if (SpanActivity.KnownOf(activity) is not { IsReported: true, IsSampled: true } span) return;
        _answer ??= stopped.GetType().GetProperty("Response");
        if (_answer?.GetValue(stopped) is HttpResponseMessage answer) Count(span, answer.Headers);
        else span.MarkChildrenOpen();
    }

    private static void Count(Span span, HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(Header, out var values)) return;
        foreach (var value in values)
        {
            if (!TraceParent.TryParse(value, out var server) || !server.IsSampled) continue;
            if (server.TraceId != span.Context.TraceId) continue;
            span.CountChild();
            return;
        }
    }
}

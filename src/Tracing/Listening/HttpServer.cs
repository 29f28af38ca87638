using System.Diagnostics;
using Tracing.Propagation;

namespace Tracing;

/// <summary>Says in the answer to a web request that its span is recorded here, and describes the span.</summary>
/// <remarks>The header is <c>traceresponse</c> of W3C Trace Context Level 2. See RATIONALE "How is an HTTP call
/// counted?". Any thread.</remarks>
internal static class HttpServer
{
    public const string Listener = "Microsoft.AspNetCore";

    private const string Started = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start";
    private const string Stopped = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop";

    private static WebRequest? _webRequest;

    public static string[] Names { get; } = [Started, Stopped];

    public static void OnEvent(string name, object context)
    {
        if (Activity.Current is not { } activity) return;
        if (SpanActivity.KnownOf(activity) is not { IsReported: true, IsSampled: true } span) return;
        if ((_webRequest ??= WebRequest.For(context)) is not { } request) return;
        if (name == Started && request.IsExport(context))
            SpanActivity.Drop(activity);
        else if (name == Started)
            request.SetHeader(context, HttpCalls.Header, TraceParent.Format(span.Context) ?? "");
        else
            request.Describe(context, span, isNamed: activity.DisplayName != activity.OperationName);
    }
}

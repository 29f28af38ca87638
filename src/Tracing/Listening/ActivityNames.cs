using System.Diagnostics;

namespace Tracing;

/// <summary>The names and the status of spans of activities whose library leaves both to whoever records them.</summary>
internal static class ActivityNames
{
    /// <summary>Names HTTP spans after method and route, and marks failed answers.</summary>
    /// <remarks>OpenTelemetry semantic conventions, "HTTP spans": the name is method and route for a server, the method
    /// for a client; a server's answer is an error from 500 on, a client's from 400 on.</remarks>
    public static void Improve(Activity activity, Span span)
    {
        var isServer = activity.Source.Name == "Microsoft.AspNetCore";
        if (!isServer && activity.Source.Name != "System.Net.Http") return;
        if (activity.DisplayName == activity.OperationName
            && activity.GetTagItem("http.request.method") is string method)
        {
            span.Rename(activity.GetTagItem("http.route") is string { Length: > 0 } route ? $"{method} {route}" : method);
        }
        if (span.Status == SpanStatus.Unset && activity.GetTagItem("http.response.status_code") is int code
            && code >= (isServer ? 500 : 400))
        {
            span.SetStatus(SpanStatus.Error);
        }
    }
}

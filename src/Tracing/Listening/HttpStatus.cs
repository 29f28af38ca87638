using System.Diagnostics;
using System.Globalization;

namespace Tracing;

/// <summary>The status of HTTP spans, which their libraries leave to whoever records them.</summary>
internal static class HttpStatus
{
    /// <summary>Marks failed answers.</summary>
    /// <remarks>OpenTelemetry semantic conventions, "HTTP spans": a server's answer is an error from 500 on, a client's
    /// from 400 on, and its type is the status code.</remarks>
    public static void Mark(Activity activity, Span span)
    {
        var errorFrom = activity.Source.Name switch
        {
            "Microsoft.AspNetCore" => 500,
            "System.Net.Http" => 400,
            _ => int.MaxValue,
        };
        if (errorFrom == int.MaxValue || span.Status != SpanStatus.Unset) return;
        foreach (var tag in span.Tags)
        {
            if (tag.Key == "http.response.status_code" && tag.Value.Kind == TagKind.Int && tag.Value.AsInt >= errorFrom)
            {
                span.SetStatus(SpanStatus.Error);
                if (!span.HasTag("error.type"))
                    span.SetTag("error.type", tag.Value.AsInt.ToString(CultureInfo.InvariantCulture));
                return;
            }
        }
    }
}

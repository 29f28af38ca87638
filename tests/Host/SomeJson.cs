namespace Tracing.Hosting;

/// <summary>OTLP/JSON requests for tests; the spans count their children, so a whole trace closes at once.</summary>
internal static class SomeJson
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    public static string Request(params ReadOnlySpan<string> spans) => RequestOf("shop", spans);

    public static string RequestOf(string service, params ReadOnlySpan<string> spans) => $$$"""
        {"resourceSpans":[{
          "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}},
            {"key":"host.name","value":{"stringValue":"node-1"}}]},
          "scopeSpans":[{"scope":{"name":"tests","version":"1"},"spans":[{{{string.Join(',', spans)}}}]}]}]}
        """;

    /// <param name="more">Further members, each beginning with a comma.</param>
    /// <param name="tags">Further attributes, each beginning with a comma.</param>
    public static string Span(int id, int parent = 0, int children = 0, string name = "work", string more = "",
        string tags = "", string traceId = TraceId, long startMicros = 0, long micros = 5_000) => $$"""
        {"traceId":"{{traceId}}","spanId":"{{id:x16}}","parentSpanId":"{{(parent == 0 ? "" : $"{parent:x16}")}}",
          "name":"{{name}}","kind":2,
          "startTimeUnixNano":"{{(1_767_323_045_000_000 + startMicros) * 1000}}",
          "endTimeUnixNano":"{{(1_767_323_045_000_000 + startMicros + micros) * 1000}}",
          "attributes":[{"key":"tracing.children","value":{"intValue":"{{children}}"} }{{tags}}]{{more}}
        }
        """;
}

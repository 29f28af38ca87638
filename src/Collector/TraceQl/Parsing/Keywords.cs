using System.Collections.Frozen;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Words that are values.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, TraceQlValue> _values = new Dictionary<string, TraceQlValue>
    {
        ["true"] = TraceQlValue.Of(true),
        ["false"] = TraceQlValue.Of(false),
        ["nil"] = TraceQlValue.Nil,
        ["minInt"] = TraceQlValue.Of(long.MinValue),
        ["maxInt"] = TraceQlValue.Of(long.MaxValue),
        ["ok"] = TraceQlValue.Of(SpanStatus.Ok),
        ["error"] = TraceQlValue.Of(SpanStatus.Error),
        ["unset"] = TraceQlValue.Of(SpanStatus.Unset),
        ["unspecified"] = TraceQlValue.Of(SpanKind.Unspecified),
        ["internal"] = TraceQlValue.Of(SpanKind.Internal),
        ["server"] = TraceQlValue.Of(SpanKind.Server),
        ["client"] = TraceQlValue.Of(SpanKind.Client),
        ["producer"] = TraceQlValue.Of(SpanKind.Producer),
        ["consumer"] = TraceQlValue.Of(SpanKind.Consumer),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryValue(string word, out TraceQlValue value) => _values.TryGetValue(word, out value);
}

using FsCheck;
using FsCheck.Fluent;

namespace Tracing.TraceQl.Parsing;

/// <summary>Texts of pieces of queries, in any order.</summary>
internal static class AnyQueryText
{
    private static readonly string[] _pieces =
    [
        "{", "}", "{ }", "(", ")", " && ", " || ", " > ", " >> ", " !< ", " &~ ", "|", "!", "-", " + ", " * ", "^", "=", "!=",
        "=~", "!~", "<=", ".a", "span.http.method", "resource.\"x y\"", "parent.span.a", "name", "duration", "status", "kind",
        "trace:duration", "event:name", "childCount", "\"a\"", "`b`", "\"\\n\"", "\"(\"", "1", "2.5", "10ms", "1e400",
        "99999999999999999999", "nil", "true", "error", "server", "count() > 1", "avg(duration)", "by(name)", "coalesce()",
        "select(.a)", "rate()", "quantile_over_time(duration, 0.9)", "by (", ",", "with", "#", "\"", "\\", "\u00b5", "\ud800",
    ];

    public static Gen<string> Tokens { get; } =
        from count in Gen.Choose(0, 12)
        from pieces in Gen.Elements(_pieces).ArrayOf(count)
        from space in Gen.Elements("", " ", "\n")
        select string.Join(space, pieces);
}

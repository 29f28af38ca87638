using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Tracing.TraceQl.Syntax;

/// <summary>The names of intrinsic fields and their types.</summary>
public static class Intrinsics
{
    private static readonly ImmutableArray<(string Name, Intrinsic Field, TraceQlKind Kind)> _all =
    [
        ("name", Intrinsic.Name, TraceQlKind.Text), ("span:name", Intrinsic.Name, TraceQlKind.Text),
        ("duration", Intrinsic.Duration, TraceQlKind.Duration),
        ("span:duration", Intrinsic.Duration, TraceQlKind.Duration),
        ("status", Intrinsic.Status, TraceQlKind.Status), ("span:status", Intrinsic.Status, TraceQlKind.Status),
        ("statusMessage", Intrinsic.StatusMessage, TraceQlKind.Text),
        ("span:statusMessage", Intrinsic.StatusMessage, TraceQlKind.Text),
        ("kind", Intrinsic.Kind, TraceQlKind.SpanKind), ("span:kind", Intrinsic.Kind, TraceQlKind.SpanKind),
        ("span:id", Intrinsic.SpanId, TraceQlKind.Text), ("span:parentID", Intrinsic.ParentId, TraceQlKind.Text),
        ("childCount", Intrinsic.ChildCount, TraceQlKind.Int),
        ("span:childCount", Intrinsic.ChildCount, TraceQlKind.Int),
        ("nestedSetLeft", Intrinsic.NestedSetLeft, TraceQlKind.Int),
        ("nestedSetRight", Intrinsic.NestedSetRight, TraceQlKind.Int),
        ("nestedSetParent", Intrinsic.NestedSetParent, TraceQlKind.Int),
        ("trace:id", Intrinsic.TraceId, TraceQlKind.Text),
        ("traceDuration", Intrinsic.TraceDuration, TraceQlKind.Duration),
        ("trace:duration", Intrinsic.TraceDuration, TraceQlKind.Duration),
        ("rootName", Intrinsic.RootName, TraceQlKind.Text), ("trace:rootName", Intrinsic.RootName, TraceQlKind.Text),
        ("rootServiceName", Intrinsic.RootService, TraceQlKind.Text),
        ("trace:rootService", Intrinsic.RootService, TraceQlKind.Text),
        ("trace:completeness", Intrinsic.Completeness, TraceQlKind.Text),
        ("event:name", Intrinsic.EventName, TraceQlKind.Text),
        ("event:timeSinceStart", Intrinsic.EventTimeSinceStart, TraceQlKind.Duration),
        ("link:spanID", Intrinsic.LinkSpanId, TraceQlKind.Text),
        ("link:traceID", Intrinsic.LinkTraceId, TraceQlKind.Text),
        ("instrumentation:name", Intrinsic.InstrumentationName, TraceQlKind.Text),
        ("instrumentation:version", Intrinsic.InstrumentationVersion, TraceQlKind.Text),
    ];

    private static readonly FrozenDictionary<string, (Intrinsic Field, TraceQlKind Kind)> _byName =
        _all.ToFrozenDictionary(one => one.Name, one => (one.Field, one.Kind), StringComparer.Ordinal);

    /// <summary>The names, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. _all.Select(one => one.Name).Order(StringComparer.Ordinal)];

    /// <summary>The shortest name of a field.</summary>
    internal static string NameOf(Intrinsic field) => _all.First(one => one.Field == field).Name;

    internal static bool TryFind(string name, out Intrinsic field, out TraceQlKind kind)
    {
        var isKnown = _byName.TryGetValue(name, out var found);
        (field, kind) = found;
        return isKnown;
    }
}

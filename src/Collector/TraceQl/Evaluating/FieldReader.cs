using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Reads the fields of a trace's spans.</summary>
/// <remarks>One owner.</remarks>
internal sealed class FieldReader(TraceView trace)
{
    private readonly List<TraceQlValue> _several = [];

    public TraceQlValue Read(FieldReference field, int span)
    {
        if (field.OfParent)
        {
            span = trace.Structure.ParentOf(span);
            if (span < 0) return TraceQlValue.Nil;
        }
        var traced = trace.Spans[span];
        return field.Scope switch
        {
            FieldScope.Intrinsic => Read(field.Intrinsic, span),
            FieldScope.Span => First(traced.Span.Tags, field.Key),
            FieldScope.Resource => OfResource(traced, field.Key),
            FieldScope.Instrumentation => First(trace.ScopeTags(traced.Origin), field.Key),
            FieldScope.Event => OfEvents(traced, field.Key),
            FieldScope.Link => OfLinks(traced, field.Key),
            _ => OfAny(traced, field.Key),
        };
    }

    private TraceQlValue OfAny(TraceSpan traced, string key)
    {
        var found = First(traced.Span.Tags, key);
        if (found.IsNil) found = OfResource(traced, key);
        if (found.IsNil) found = OfEvents(traced, key);
        if (found.IsNil) found = OfLinks(traced, key);
        return found.IsNil ? First(trace.ScopeTags(traced.Origin), key) : found;
    }

    // A service has one name, even where the attribute is an array.
    private TraceQlValue OfResource(TraceSpan traced, string key)
    {
        var value = First(trace.ResourceTags(traced.Origin), key);
        return value.Kind == TraceQlKind.Array && key == Resource.ServiceNameKey
            ? TraceQlValue.Of(value.ToString()) : value;
    }

    private TraceQlValue OfEvents(TraceSpan traced, string key) =>
        Several(traced.Span.Events, key, static (happened, key) => First(happened.Tags, key));

    private TraceQlValue OfLinks(TraceSpan traced, string key) =>
        Several(traced.Span.Links, key, static (link, key) => First(link.Tags, key));

    private TraceQlValue Read(Intrinsic intrinsic, int index)
    {
        var traced = trace.Spans[index];
        var span = traced.Span;
        return intrinsic switch
        {
            Intrinsic.Name => TraceQlValue.Of(span.Name),
            Intrinsic.Duration => TraceQlValue.Duration(span.DurationNanos),
            Intrinsic.Status => TraceQlValue.Of(span.Status),
            Intrinsic.StatusMessage => TraceQlValue.Of(span.StatusMessage ?? ""),
            Intrinsic.Kind => TraceQlValue.Of(span.Kind),
            Intrinsic.SpanId => TraceQlValue.Of($"{span.SpanId}"),
            Intrinsic.ParentId => TraceQlValue.Of(span.ParentSpanId.IsNone ? "" : $"{span.ParentSpanId}"),
            Intrinsic.ChildCount => TraceQlValue.Of((long)trace.Structure.ChildCount(index)),
            Intrinsic.NestedSetLeft => TraceQlValue.Of(trace.Structure.NestedSetLeft(index)),
            Intrinsic.NestedSetRight => TraceQlValue.Of(trace.Structure.NestedSetRight(index)),
            Intrinsic.NestedSetParent => TraceQlValue.Of(trace.Structure.NestedSetParent(index)),
            Intrinsic.TraceId => TraceQlValue.Of($"{trace.Trace.TraceId}"),
            Intrinsic.TraceDuration => TraceQlValue.Duration(trace.DurationNanos),
            Intrinsic.RootName => TraceQlValue.Of(trace.Root < 0 ? null : trace.Spans[trace.Root].Span.Name),
            Intrinsic.RootService => TraceQlValue.Of(trace.Root < 0 ? null : trace.Spans[trace.Root].Service),
            Intrinsic.Completeness => TraceQlValue.Of($"{trace.Trace.Completeness.Kind}".ToLowerInvariant()),
            Intrinsic.EventName => Several(span.Events, "", static (happened, _) => TraceQlValue.Of(happened.Name)),
            Intrinsic.EventTimeSinceStart => Several(span.Events, "", (happened, _) =>
                TraceQlValue.Duration(unchecked((long)(happened.UnixNanos - span.StartUnixNanos)))),
            Intrinsic.LinkSpanId => Several(span.Links, "", static (link, _) => TraceQlValue.Of($"{link.SpanId}")),
            Intrinsic.LinkTraceId => Several(span.Links, "", static (link, _) => TraceQlValue.Of($"{link.TraceId}")),
            Intrinsic.InstrumentationName => TextOrNil(traced.Origin.ScopeName),
            Intrinsic.InstrumentationVersion => TextOrNil(traced.Origin.ScopeVersion),
            _ => TraceQlValue.Nil,
        };
    }

    private TraceQlValue Several<T>(ImmutableArray<T> of, string key, Func<T, string, TraceQlValue> read)
    {
        _several.Clear();
        foreach (var one in of)
            if (read(one, key) is { IsNil: false } value)
                _several.Add(value);
        return TraceQlValue.Several(_several);
    }

    private static TraceQlValue TextOrNil(string text) => TraceQlValue.Of(text.Length == 0 ? null : text);

    private static TraceQlValue First(ImmutableArray<Tag> tags, string key)
    {
        foreach (var tag in tags)
            if (tag.Key == key && tag.Value.Kind != TagKind.Empty)
                return TraceQlValue.Of(tag.Value);
        return TraceQlValue.Nil;
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Finding;

/// <summary>Finds the values of an attribute in a span, its resource, scope, events and links.</summary>
/// <remarks>One owner.</remarks>
internal sealed class SpanAttributes
{
    private readonly List<TagValue> _values = [];

    public bool Meets(TraceSpan span, ImmutableArray<AttributeCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            Read(span, condition);
            if (!condition.IsMet(CollectionsMarshal.AsSpan(_values))) return false;
        }
        return true;
    }

    /// <summary>Tells without decoding whether a span may meet the conditions; false: it lacks an attribute.</summary>
    public static bool MayMeet(in RawSpan span, ImmutableArray<AttributeCondition> conditions)
    {
        foreach (var condition in conditions)
            if (!IsIn(span.Bytes, condition) && !IsIn(span.Origin.Resource, condition)
                && !IsIn(span.Origin.Scope, condition)
                && !(condition.Scope == AttributeScope.Any && ShownFields.Has(condition.Key)))
                return false;
        return true;
    }

    private void Read(TraceSpan traced, AttributeCondition condition)
    {
        _values.Clear();
        var (key, scope, span) = (condition.Key, condition.Scope, traced.Span);
        if (scope is AttributeScope.Any or AttributeScope.Span) Add(span.Tags, key);
        if (scope == AttributeScope.Any && ShownFields.Has(key))
            ShownFields.Add(_values, traced, key, _values.Count > 0);
        if (scope is AttributeScope.Any or AttributeScope.Resource && IsIn(traced.Origin.Resource, condition))
            Add(traced.Origin.ResourceTags(), key);
        if (scope is AttributeScope.Any or AttributeScope.Scope && IsIn(traced.Origin.Scope, condition))
            Add(traced.Origin.ScopeTags(), key);
        if (scope is AttributeScope.Any or AttributeScope.Event)
            foreach (var happened in span.Events)
                Add(happened.Tags, key);
        if (scope is AttributeScope.Any or AttributeScope.Link)
            foreach (var link in span.Links)
                Add(link.Tags, key);
    }

    private void Add(ImmutableArray<Tag> tags, string key)
    {
        foreach (var tag in tags)
            if (tag.Key == key && tag.Value.Kind != TagKind.Empty)
                _values.Add(tag.Value);
    }

    // Bytes that are not UTF-8 are decoded to the replacement character, which is then not in the bytes.
    private static bool IsIn(ReadOnlyMemory<byte> message, AttributeCondition condition) =>
        message.Span.IndexOf(condition.Utf8Key.Span) >= 0 || condition.Key.Contains('\uFFFD', StringComparison.Ordinal);
}

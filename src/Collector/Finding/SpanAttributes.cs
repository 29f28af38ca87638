using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Finding;

/// <summary>Finds the values of an attribute in a span, its resource, scope, events and links.</summary>
/// <remarks>One owner. Resources are decoded once for all spans that share them.</remarks>
internal sealed class SpanAttributes
{
    private readonly Dictionary<SpanOrigin, (ImmutableArray<Tag> Resource, ImmutableArray<Tag> Scope)> _origins = [];
    private readonly List<TagValue> _values = [];

    public bool Meets(TraceSpan span, ImmutableArray<AttributeCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            Read(span, condition.Key, condition.Scope);
            if (!condition.IsMet(CollectionsMarshal.AsSpan(_values))) return false;
        }
        return true;
    }

    private void Read(TraceSpan traced, string key, AttributeScope scope)
    {
        _values.Clear();
        var span = traced.Span;
        if (scope is AttributeScope.Any or AttributeScope.Span) Add(span.Tags, key);
        if (scope == AttributeScope.Any && ShownFields.Has(key))
            ShownFields.Add(_values, traced, key, _values.Count > 0);
        if (scope is AttributeScope.Any or AttributeScope.Resource) Add(TagsOf(traced.Origin).Resource, key);
        if (scope is AttributeScope.Any or AttributeScope.Scope) Add(TagsOf(traced.Origin).Scope, key);
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

    private (ImmutableArray<Tag> Resource, ImmutableArray<Tag> Scope) TagsOf(SpanOrigin origin)
    {
        if (!_origins.TryGetValue(origin, out var tags))
            _origins.Add(origin, tags = (origin.ResourceTags(), origin.ScopeTags()));
        return tags;
    }
}

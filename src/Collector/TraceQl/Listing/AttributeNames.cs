using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl.Listing;

/// <summary>Collects the names of attributes, by the scope that queries give them.</summary>
/// <remarks>One owner.</remarks>
/// <param name="maxNames">Names of one scope that are kept; more are left out.</param>
internal sealed class AttributeNames(int maxNames)
{
    private readonly OrderedDictionary<string, SortedSet<string>> _scopes = new()
    {
        ["resource"] = NewSet(),
        ["span"] = NewSet(),
        ["event"] = NewSet(),
        ["link"] = NewSet(),
        ["instrumentation"] = NewSet(),
    };

    /// <summary>The scopes, and of each the names in ordinal order.</summary>
    public IEnumerable<ScopeNames> Scopes => _scopes.Select(static scope => new ScopeNames(scope.Key, scope.Value));

    /// <summary>Adds the names that the selected spans of a trace have.</summary>
    public void Add(TraceQlMatch match)
    {
        foreach (var span in match.Spansets.SelectMany(static set => set.Spans))
        {
            Add("span", span.Span.Tags);
            foreach (var happened in span.Span.Events) Add("event", happened.Tags);
            foreach (var link in span.Span.Links) Add("link", link.Tags);
            Add("resource", match.ResourceTags(span.Origin));
            Add("instrumentation", match.ScopeTags(span.Origin));
        }
    }

    /// <summary>Adds the names that the origin of spans has.</summary>
    public void Add(SpanOrigin origin)
    {
        Add("resource", origin.ResourceTags());
        Add("instrumentation", origin.ScopeTags());
    }

    public void Add(string scope, string name)
    {
        var names = _scopes[scope];
        if (names.Count < maxNames) names.Add(name);
    }

    private void Add(string scope, ImmutableArray<Tag> tags)
    {
        foreach (var tag in tags) Add(scope, tag.Key);
    }

    private static SortedSet<string> NewSet() => new(StringComparer.Ordinal);
}

using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>Groups spans as OTLP sends them: by resource, and within it by scope, in order of appearance.</summary>
internal static class SpanGroups
{
    public static ImmutableArray<ResourceGroup> Of(IEnumerable<RawSpan> spans)
    {
        var resources = new OrderedDictionary<SpanOrigin, OrderedDictionary<SpanOrigin, List<RawSpan>>>(
            SpanOrigin.ByResource);
        foreach (var span in spans)
        {
            if (!resources.TryGetValue(span.Origin, out var scopes)) resources.Add(span.Origin, scopes = []);
            if (!scopes.TryGetValue(span.Origin, out var list)) scopes.Add(span.Origin, list = []);
            list.Add(span);
        }
        return
        [
            .. resources.Select(resource => new ResourceGroup(resource.Key,
                [.. resource.Value.Select(scope => new ScopeGroup(scope.Key, [.. scope.Value]))])),
        ];
    }
}

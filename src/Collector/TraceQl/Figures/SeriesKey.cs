using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>The values that make a series, compared one by one.</summary>
internal readonly record struct SeriesKey(ImmutableArray<TraceQlValue> Values)
{
    public bool Equals(SeriesKey other) => Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values) hash.Add(value);
        return hash.ToHashCode();
    }
}

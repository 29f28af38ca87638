using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Listing;

/// <summary>The different values of a field, each element of an array by itself.</summary>
/// <remarks>One owner.</remarks>
/// <param name="maxValues">Values that are kept; more are left out.</param>
internal sealed class AttributeValues(int maxValues)
{
    private readonly HashSet<TraceQlValue> _values = [];

    public bool IsFull => _values.Count >= maxValues;

    /// <summary>The values in their order: by type, numbers by size, texts by their characters.</summary>
    public IEnumerable<TraceQlValue> Ordered => _values.OrderBy(static value => value.Kind)
        .ThenBy(static value => value.AsDouble).ThenBy(static value => $"{value}", StringComparer.Ordinal);

    public void Clear() => _values.Clear();

    public void Add(in TraceQlValue value)
    {
        if (value.AsItems is { IsEmpty: false } items)
        {
            foreach (ref readonly var item in items) AddOne(item);
        }
        else AddOne(value);
    }

    private void AddOne(in TraceQlValue value)
    {
        if (!IsFull && value.Kind is not (TraceQlKind.Nil or TraceQlKind.Array)) _values.Add(value);
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tracing.Hosting.Page;

/// <summary>The parameters of a request that has none but a service, and the names of those that were looked for.</summary>
internal sealed class ReadParameters : IQueryCollection
{
    private readonly QueryCollection _given = new(new Dictionary<string, StringValues> { ["service"] = "shop" });

    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    public int Count => _given.Count;

    public ICollection<string> Keys => _given.Keys;

    public StringValues this[string key] => _given[Seen(key)];

    public bool ContainsKey(string key) => _given.ContainsKey(Seen(key));

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => _given.TryGetValue(Seen(key), out value);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _given.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Seen(string key)
    {
        Names.Add(key);
        return key;
    }
}

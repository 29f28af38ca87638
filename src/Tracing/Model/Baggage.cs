using System.Collections.Immutable;

namespace Tracing;

/// <summary>The application's key-value pairs that travel with a trace (W3C Baggage). Immutable; order is
/// kept.</summary>
/// <remarks>Holds at most <see cref="MaxEntries"/> entries. Keys are compared by ordinal.</remarks>
public sealed class Baggage : IEquatable<Baggage>
{
    /// <summary>The number of members that every platform must propagate (W3C Baggage, "Limits"). More are not
    /// carried.</summary>
    public const int MaxEntries = 64;

    private readonly ImmutableArray<BaggageEntry> _entries;

    private Baggage(ImmutableArray<BaggageEntry> entries) => _entries = entries;

    public static Baggage Empty { get; } = new([]);

    public bool IsEmpty => _entries.IsEmpty;

    public ImmutableArray<BaggageEntry> Entries => _entries;

    /// <summary>The value under <paramref name="key"/>, or null.</summary>
    public string? this[string key]
    {
        get
        {
            var at = IndexOf(key);
            return at < 0 ? null : _entries[at].Value;
        }
    }

    /// <summary>Makes a baggage of the first <see cref="MaxEntries"/> entries; of equal keys the last value is
    /// kept.</summary>
    public static Baggage Of(params ReadOnlySpan<BaggageEntry> entries)
    {
        var baggage = Empty;
        foreach (var entry in entries) baggage = baggage.Set(entry.Key, entry.Value, entry.Metadata);
        return baggage;
    }

    /// <summary>A copy in which <paramref name="key"/> has this value. A new key beyond the limit is left
    /// out.</summary>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public Baggage Set(string key, string value, string? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        var entry = new BaggageEntry(key, value, metadata);
        var at = IndexOf(key);
        if (at >= 0) return new Baggage(_entries.SetItem(at, entry));
        return _entries.Length >= MaxEntries ? this : new Baggage(_entries.Add(entry));
    }

    /// <summary>A copy without <paramref name="key"/>.</summary>
    public Baggage Remove(string key)
    {
        var at = IndexOf(key);
        return at < 0 ? this : new Baggage(_entries.RemoveAt(at));
    }

    public bool Equals(Baggage? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Baggage);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var entry in _entries) hash.Add(entry);
        return hash.ToHashCode();
    }

    private int IndexOf(string key)
    {
        for (var i = 0; i < _entries.Length; i++)
            if (string.Equals(_entries[i].Key, key, StringComparison.Ordinal))
                return i;
        return -1;
    }
}

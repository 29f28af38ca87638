namespace Tracing.Storage.Packing;

/// <summary>The parts of a packed span that a block's labels and relations need.</summary>
/// <param name="Origin">The number of its origin.</param>
/// <param name="Parent">The index of the parent within the entry, or <see cref="None"/>.</param>
/// <param name="Name">The number of the chunk that has the name; <see cref="None"/> or <see cref="Several"/>.</param>
/// <param name="Kind">The number of the chunk that has the kind; <see cref="None"/> or <see cref="Several"/>.</param>
internal readonly record struct PackedSpan(int Origin, int Parent, int Name, int Kind)
{
    public const int None = -1;

    public const int Several = -2;

    /// <summary>True: spans with the same numbers have the same name and the same kind.</summary>
    public bool HasOneLabel => Name != Several && Kind != Several;
}

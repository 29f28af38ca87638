namespace Tracing.Storage.Packing;

/// <summary>A service, or one of its operations, with the entries of a block that use it.</summary>
/// <param name="Operation">The operation; null: the service as a whole.</param>
internal sealed record LabelUse(string Service, string? Operation, SpanKind Kind)
{
    /// <summary>Indexes of entries in the block, ascending.</summary>
    public List<int> Entries { get; } = [];

    public void Add(int entry)
    {
        if (Entries.Count == 0 || Entries[^1] != entry) Entries.Add(entry);
    }
}

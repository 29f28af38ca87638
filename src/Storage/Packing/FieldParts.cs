namespace Tracing.Storage.Packing;

/// <summary>The fields that occur once in a block, in parts that are compressed by themselves. Fields with the same
/// outline, such as the values of one attribute, are in the same part.</summary>
/// <remarks>One owner.</remarks>
internal sealed class FieldParts
{
    private readonly List<ByteSink> _parts = [];

    public int Count { get; private set; }

    public ByteSink this[int part] => _parts[part];

    public void Clear()
    {
        for (var part = 0; part < Count; part++) _parts[part].Clear();
        Count = 0;
    }

    /// <returns>The number of the new part.</returns>
    public int Add()
    {
        if (Count == _parts.Count) _parts.Add(new ByteSink());
        return Count++;
    }
}

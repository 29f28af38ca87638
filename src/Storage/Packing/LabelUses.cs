using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Collects which entries of a block use which services and operations. A name that occurred before
/// allocates nothing.</summary>
/// <remarks>One owner.</remarks>
internal sealed class LabelUses
{
    private readonly Dictionary<ulong, (LabelUse Use, byte[] Name)> _operations = [];
    private readonly Dictionary<string, LabelUse> _services = new(StringComparer.Ordinal);

    // By the number of the chunk that has the name: the origin, the kind, and the uses of the last span with this name.
    private readonly Dictionary<int, (PackedSpan Span, LabelUse Service, LabelUse Operation)> _last = [];

    public IReadOnlyCollection<LabelUse> Services => _services.Values;

    public IEnumerable<LabelUse> All => _services.Values.Concat(_operations.Values.Select(one => one.Use));

    public void Clear()
    {
        _operations.Clear();
        _services.Clear();
        _last.Clear();
    }

    /// <param name="spans">The spans of a trace.</param>
    /// <param name="packed">The same spans as the last ones of the block.</param>
    public void Add(int entry, ImmutableArray<RawSpan> spans, PackedSpans packed)
    {
        var at = packed.Count - spans.Length;
        foreach (ref readonly var span in spans.AsSpan())
        {
            var (service, operation) = UsesOf(span, packed[at++] with { Parent = PackedSpan.None });
            service.Add(entry);
            operation.Add(entry);
        }
    }

    private (LabelUse Service, LabelUse Operation) UsesOf(in RawSpan span, PackedSpan packed)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, packed.Name, out _);
        if (last.Service is null || last.Span != packed || !packed.HasOneLabel)
        {
            var service = ServiceOf(span.Origin);
            var label = SpanLabel.Of(span);
            last = (packed, service, OperationOf(service.Service, label.Kind, Readable(label.Name)));
        }
        return (last.Service, last.Operation);
    }

    private LabelUse ServiceOf(SpanOrigin origin)
    {
        if (!_services.TryGetValue(origin.Service, out var use))
            _services.Add(origin.Service, use = new LabelUse(origin.Service, null, SpanKind.Unspecified));
        return use;
    }

    private LabelUse OperationOf(string service, SpanKind kind, ReadOnlySpan<byte> name)
    {
        var hash = ContentHash.Of(name) ^ ((ulong)(uint)string.GetHashCode(service) << 8) ^ (ulong)kind;
        // A name whose hash is taken goes to the next free hash.
        for (; _operations.TryGetValue(hash, out var known); hash++)
            if (known.Use.Kind == kind && known.Use.Service == service && name.SequenceEqual(known.Name))
                return known.Use;
        var use = new LabelUse(service, Encoding.UTF8.GetString(name), kind);
        _operations.Add(hash, (use, name.ToArray()));
        return use;
    }

    // Names that differ only in bytes that are no UTF-8 are read as one name.
    private static ReadOnlySpan<byte> Readable(ReadOnlySpan<byte> name) =>
        Utf8.IsValid(name) ? name : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(name));
}

using System.Text;
using System.Text.Unicode;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Collects which entries of a block use which services and operations. A name that occurred before
/// allocates nothing.</summary>
/// <remarks>One owner.</remarks>
internal sealed class LabelUses
{
    private readonly Dictionary<ulong, (LabelUse Use, byte[] Name)> _operations = [];
    private readonly Dictionary<string, LabelUse> _services = new(StringComparer.Ordinal);
    private SpanOrigin? _lastOrigin;
    private LabelUse? _lastService;

    public IReadOnlyCollection<LabelUse> Services => _services.Values;

    public IEnumerable<LabelUse> All => _services.Values.Concat(_operations.Values.Select(one => one.Use));

    public void Clear()
    {
        _operations.Clear();
        _services.Clear();
        (_lastOrigin, _lastService) = (null, null);
    }

    public void Add(int entry, KeptTrace trace)
    {
        foreach (ref readonly var span in trace.Raw.AsSpan())
        {
            var service = ServiceOf(span.Origin);
            service.Add(entry);
            var label = SpanLabel.Of(span);
            OperationOf(service.Service, label.Kind, Readable(label.Name)).Add(entry);
        }
    }

    private LabelUse ServiceOf(SpanOrigin origin)
    {
        if (ReferenceEquals(origin, _lastOrigin) && _lastService is not null) return _lastService;
        if (!_services.TryGetValue(origin.Service, out var use))
            _services.Add(origin.Service, use = new LabelUse(origin.Service, null, SpanKind.Unspecified));
        (_lastOrigin, _lastService) = (origin, use);
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

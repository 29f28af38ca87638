using System.Text;
using Tracing.Wire.Spans;

namespace Tracing.Figures;

/// <summary>The operations of one service, looked up by the bytes of their names: a known name needs no
/// string.</summary>
internal sealed class ServiceFigures
{
    /// <summary>Number of bytes of a name that are compared and stored, so that the table is bounded in bytes
    /// too.</summary>
    private const int MaxNameBytes = 256;

    // One table for each span kind of OTLP; an unknown kind counts as Unspecified.
    private readonly Dictionary<byte[], OperationTally>[] _byKind;
    private readonly Dictionary<byte[], OperationTally>.AlternateLookup<ReadOnlySpan<byte>>[] _lookups;
    private readonly string _service;
    private readonly int _maxOperations;
    private int _operations;

    public ServiceFigures(string service, int maxOperations)
    {
        _service = service;
        _maxOperations = maxOperations;
        _byKind = [.. Enumerable.Range(0, (int)SpanKind.Consumer + 1)
            .Select(_ => new Dictionary<byte[], OperationTally>(ByteNameComparer.Instance))];
        _lookups = [.. _byKind.Select(table => table.GetAlternateLookup<ReadOnlySpan<byte>>())];
    }

    public bool HasRoom => _operations < _maxOperations;

    /// <summary>Counts the spans whose operation has no room.</summary>
    public OperationTally Overflow { get; } = new();

    public OperationTally? Find(ReadOnlySpan<byte> name, SpanKind kind) =>
        _lookups[IndexOf(kind)].TryGetValue(Cut(name), out var tally) ? tally : null;

    public OperationTally Make(ReadOnlySpan<byte> name, SpanKind kind)
    {
        _operations++;
        var tally = new OperationTally();
        _byKind[IndexOf(kind)].Add(Cut(name).ToArray(), tally);
        return tally;
    }

    public IEnumerable<OperationFigures> Read()
    {
        for (var kind = 0; kind < _byKind.Length; kind++)
            foreach (var (name, tally) in _byKind[kind])
                yield return tally.Read(_service, Encoding.UTF8.GetString(name), (SpanKind)kind);
        if (Overflow.Count > 0) yield return Overflow.Read(_service, RunningFigures.Other, SpanKind.Unspecified);
    }

    private static int IndexOf(SpanKind kind) => (uint)kind <= (uint)SpanKind.Consumer ? (int)kind : 0;

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name) => name.Length <= MaxNameBytes ? name : name[..MaxNameBytes];
}

using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Some traces of a block, as they are packed in it.</summary>
/// <remarks>Immutable, any thread.</remarks>
/// <param name="entries">The facts of all entries of the block.</param>
/// <param name="shown">The indexes of the entries to look at.</param>
internal sealed class PackedBlock(
    BlockReader block, SpanColumns columns, ImmutableArray<EntryFacts> entries, IReadOnlyList<int> shown) : PackedTraces
{
    public override IReadOnlyList<int> Traces => shown;

    public override long Bytes => block.Bytes;

    public override TraceId IdOf(int trace) => entries[trace].TraceId;

    public override double WeightOf(int trace) => block.WeightOf(trace);

    public override (int First, int End) SpansOf(int trace) => (columns.FirstOf(trace), columns.FirstOf(trace + 1));

    public override ReadOnlySpan<byte> Field(int number) => block.Fields[number];

    public override SpanOrigin Origin(int number) => block.Origins[number];

    public override int OriginOf(int span) => columns.OriginOf(span);

    public override int ParentOf(int span) => columns.ParentOf(span);

    public override ulong StartOf(int span) => columns.StartOf(span);

    public override ulong EndOf(int span) => columns.EndOf(span);

    public override ReadOnlySpan<int> FieldsOf(int span) => columns.FieldsOf(span);
}

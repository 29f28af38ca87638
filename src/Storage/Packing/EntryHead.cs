using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Storage.Packing;

/// <summary>The head of an entry: its trace without the spans, and the sizes of its streams.</summary>
/// <param name="Decision">The index of the sampling decision in <see cref="SharedParts"/>.</param>
internal readonly record struct EntryHead(
    int Revision, Completeness Completeness, int Spans, int Conflicts, DateTimeOffset ClosedAt, int Decision,
    long Truncated, EntrySizes Sizes)
{
    /// <summary>The fewest bytes that an item of Missing takes.</summary>
    private const int LeastMissingBytes = 10;

    public static void Write(ByteSink to, KeptTrace trace, int decision, EntrySizes sizes)
    {
        to.Varint((ulong)sizes.Tokens);
        to.Varint((ulong)sizes.Ids);
        to.Varint((ulong)sizes.Times);
        to.Varint((ulong)sizes.NewChunks);
        to.Varint((ulong)trace.Raw.Length);
        to.Varint((ulong)decision);
        to.Varint((ulong)trace.Revision);
        to.Varint((ulong)trace.Conflicts);
        to.Varint((ulong)trace.Truncated);
        to.Varint((ulong)trace.ClosedAt.UtcTicks);
        to.Byte((byte)trace.Completeness.Kind);
        to.Byte((byte)trace.Completeness.Reason);
        var missing = trace.Completeness.Missing.IsDefault ? [] : trace.Completeness.Missing;
        to.Varint((ulong)missing.Length);
        foreach (var one in missing)
        {
            to.Fixed64(one.Parent.Value);
            to.Byte((byte)(one.ParentIsHere ? 1 : 0));
            to.Varint((ulong)one.Count);
        }
    }

    public static EntryHead Read(ref ByteSource from)
    {
        var sizes = new EntrySizes(from.Int(), from.Int(), from.Int(), from.Int());
        var spans = from.Int();
        var decision = from.Int();
        var revision = from.Int();
        var conflicts = from.Int();
        var truncated = (long)from.Varint();
        var closedAt = new DateTimeOffset((long)from.Varint(), TimeSpan.Zero);
        var kind = (CompletenessKind)from.Byte();
        var reason = (PartialReason)from.Byte();
        var missing = ImmutableArray.CreateBuilder<MissingSpans>(from.Count(LeastMissingBytes));
        for (var i = 0; i < missing.Capacity; i++)
            missing.Add(new MissingSpans(new SpanId(from.Fixed64()), from.Byte() != 0, from.Int()));
        return new EntryHead(revision, new Completeness(kind, reason, missing.DrainToImmutable()), spans, conflicts,
            closedAt, decision, truncated, sizes);
    }
}

using System.Collections.Immutable;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The origins and sampling decisions that traces of a block share, each stored once.</summary>
internal sealed record SharedParts(ImmutableArray<SpanOrigin> Origins, ImmutableArray<TraceDecision> Decisions)
{
    public static void Write(
        ByteSink to, IReadOnlyCollection<SpanOrigin> origins, IReadOnlyCollection<TraceDecision> decisions)
    {
        to.Varint((ulong)origins.Count);
        foreach (var origin in origins)
        {
            to.Block(origin.Resource.Span);
            to.Text(origin.ResourceSchemaUrl);
            to.Block(origin.Scope.Span);
            to.Text(origin.ScopeSchemaUrl);
        }
        to.Varint((ulong)decisions.Count);
        foreach (var decision in decisions)
        {
            to.Byte((byte)(decision.Keeps ? 1 : 0));
            to.Text(decision.Policy);
            to.Text(decision.Reason);
            to.Fixed64(BitConverter.DoubleToUInt64Bits(decision.Weight));
        }
    }

    public static SharedParts Read(ref ByteSource from)
    {
        var origins = ImmutableArray.CreateBuilder<SpanOrigin>(from.Count());
        for (var i = 0; i < origins.Capacity; i++)
        {
            var resource = from.Block().ToArray();
            var resourceSchema = from.Text();
            origins.Add(new SpanOrigin(resource, resourceSchema, from.Block().ToArray(), from.Text()));
        }
        var decisions = ImmutableArray.CreateBuilder<TraceDecision>(from.Count());
        for (var i = 0; i < decisions.Capacity; i++)
        {
            decisions.Add(new TraceDecision(
                from.Byte() != 0, from.Text(), from.Text(), BitConverter.UInt64BitsToDouble(from.Fixed64())));
        }
        return new SharedParts(origins.DrainToImmutable(), decisions.DrainToImmutable());
    }
}

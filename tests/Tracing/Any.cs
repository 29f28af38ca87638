using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Tracing;

/// <summary>Generates random values of the model.</summary>
internal static class Any
{
    public static Gen<ulong> ULong { get; } =
        Gen.Choose(0, 0xffff).ArrayOf(4).Select(parts => parts.Aggregate(0ul, (sum, part) => sum << 16 | (uint)part));

    public static Gen<string> Text { get; } =
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");

    public static Gen<string> AsciiText { get; } =
        Gen.Choose(0x20, 0x7e).Select(c => (char)c).ArrayOf().Select(chars => new string(chars));

    /// <summary>Ids of 128 bits, or of 64 bits as older systems make them.</summary>
    public static Gen<TraceId> TraceId { get; } =
        from high in Gen.OneOf(Gen.Constant(0ul), ULong) from low in ULong select new TraceId(high, low | 1);

    public static Gen<SpanId> SpanId { get; } = ULong.Select(value => new SpanId(value | 1));

    public static Gen<Baggage> Baggage { get; } =
        from keys in Gen.Elements("user", "tenant", "a-b_c", "k*").ArrayOf()
        from values in Text.ArrayOf(keys.Length)
        from metadata in Gen.Elements(null, "ttl=30", "a; b=c").ArrayOf(keys.Length)
        let entries = keys.Select((key, i) => new BaggageEntry(key, WellFormed(values[i]), metadata[i]))
        select Tracing.Baggage.Of([.. entries]);

    /// <summary>Contexts with and without ids, with every decision.</summary>
    public static Gen<TraceContext> Context { get; } =
        from traceId in TraceId
        from spanId in SpanId
        from parentId in Gen.OneOf(Gen.Constant(default(SpanId)), SpanId)
        from random in Gen.Elements(TraceFlags.None, TraceFlags.Random)
        from decision in Gen.Elements(Enum.GetValues<CallerDecision>())
        from state in Gen.Elements(null, "vendor=1", "a@b=x y,rojo=00f067aa0ba902b7")
        from baggage in Baggage
        from named in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select named
            ? new TraceContext(traceId, spanId, random, parentId, TraceContext.Cargo.Of(state, baggage), decision)
            : TraceContext.Saying(decision).With(baggage);

    /// <summary>A correct text with some characters replaced; it finds more faults than random text.</summary>
    public static Gen<string> Damaged(ImmutableArray<string> texts) =>
        from text in Gen.Elements(texts.AsEnumerable())
        from at in Gen.Choose(0, Math.Max(0, text.Length - 1))
        from length in Gen.Choose(0, 3)
        from with in Gen.OneOf(Text, AsciiText, Gen.Elements("-", ",", "=", ";", "%", "0", "f", "F", "\r\n", "é"))
        select text.Length == 0 ? with : text[..at] + with + text[Math.Min(text.Length, at + length)..];

    // UTF-8 cannot encode half of a surrogate pair.
    private static string WellFormed(string text) => new([.. text.Where(c => !char.IsSurrogate(c))]);
}

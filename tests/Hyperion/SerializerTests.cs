using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Routing;
using Akka.Serialization;
using Tracing.Demo.Nodes;

namespace Tracing.Actors.Envelopes;

public class SerializerTests() : TracedKit(setup: HyperionAllowList.Of(typeof(Allowed)).For(typeof(NotAllowed)))
{
    private static string Golden => Path.Combine(AppContext.BaseDirectory, "Envelopes/Golden/envelope-te1.hex");

    private static readonly TraceContext _context = new(
        new TraceId(0x0102030405060708, 0x090a0b0c0d0e0f10), new SpanId(0x1112131415161718),
        TraceFlags.Sampled | TraceFlags.Random, new SpanId(0x2122232425262728), "vendor=1",
        Baggage.Of(new BaggageEntry("user", "42", null), new BaggageEntry("tier", "gold", "public")));

    public static TheoryData<object> Payloads =>
        ["text", 42, 42L, new byte[] { 1, 2, 3 }, new Plain("json", 1), new Allowed("hyperion"), new Identity(null)];

    private TraceEnvelopeSerializer Serializer =>
        (TraceEnvelopeSerializer)Sys.Serialization.FindSerializerForType(typeof(TraceEnvelope));

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_message_and_its_trace_survive_whatever_serializer_the_message_has(object message)
    {
        var envelope = TraceEnvelope.Create(message, new EnvelopeStamp(_context, 1, IsDetached: true));
        var read = Assert.IsType<TraceEnvelope>(RoundTrip(envelope));
        Assert.Equal(message, read.Message);
        Assert.Equal(_context, read.Context);
        Assert.True(read.Stamp is { IsDetached: true, IsRemote: true });
    }

    [Fact]
    public void An_arriving_envelope_has_the_interfaces_that_Akka_looks_for_on_its_message()
    {
        var read = RoundTrip(TraceEnvelope.Create(new Special("key"), new EnvelopeStamp(_context, 1)));
        Assert.IsAssignableFrom<INotInfluenceReceiveTimeout>(read);
        Assert.IsAssignableFrom<Akka.Event.IDeadLetterSuppression>(read);
        Assert.Equal("key", Assert.IsAssignableFrom<IConsistentHashable>(read).ConsistentHashKey);
    }

    [Fact]
    public void The_bytes_are_the_golden_ones()
    {
        var bytes = EnvelopeWire.Write(new EnvelopeStamp(_context, 1, IsDetached: true), new EnvelopePayload(17, "S", [7, 8, 9]));
        Assert.Equal(File.ReadAllText(Golden).Trim(), Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(1_700_000_000_000_001_123ul, 1_000)]
    // The sender's clock is ahead of this one.
    [InlineData(1_700_000_000_000_000_000ul, 0)]
    public void The_time_of_the_send_is_on_the_wire_and_tells_how_long_it_took(ulong arrivedUnixNanos, long wireNanos)
    {
        var golden = File.ReadAllText(Golden.Replace("te1", "te1-sent", StringComparison.Ordinal)).Trim();
        var bytes = EnvelopeWire.Write(new EnvelopeStamp(_context, 1, IsDetached: true),
            new EnvelopePayload(17, "S", [7, 8, 9]), sentUnixNanos: 1_700_000_000_000_000_123);
        Assert.Equal(golden, Convert.ToHexStringLower(bytes));
        Assert.True(EnvelopeWire.TryRead(bytes, 5, arrivedUnixNanos, out var stamp, out _));
        Assert.Equal((_context, wireNanos), (stamp.Context, stamp.Trace.WireNanos));
    }

    [Fact]
    public void Scheduled_turns_and_the_age_of_the_trace_and_the_marks_of_the_message_are_on_the_wire()
    {
        var golden = File.ReadAllText(Golden.Replace("te1", "te1-turns", StringComparison.Ordinal)).Trim();
        var turns = new ScheduledTurns(2, new ScheduledTurns(ScheduledTurns.KeyOf("/user/poller", "Poll"), null));
        var context = _context.With(turns);
        var bytes = EnvelopeWire.Write(new EnvelopeStamp(context, 1, IsLink: true, IsHidden: true),
            new EnvelopePayload(17, "S", [7, 8, 9]), ageNanos: 1_000);
        Assert.Equal(golden, Convert.ToHexStringLower(bytes));
        Assert.True(EnvelopeWire.TryRead(bytes, 5_000, 0, out var stamp, out _));
        Assert.Equal(context, stamp.Context);
        Assert.Equal(turns, stamp.Context.Turns);
        Assert.True(stamp is { IsLink: true, IsHidden: true, Trace.BeganMonotonicNanos: 4_000 });
    }

    [Fact]
    public void A_bounded_number_of_turns_is_read_from_the_wire()
    {
        ScheduledTurns? turns = null;
        for (var key = 1ul; key <= 40; key++) turns = new ScheduledTurns(key, turns);
        var bytes = EnvelopeWire.Write(
            new EnvelopeStamp(_context.With(turns!), 1), new EnvelopePayload(17, "S", [7, 8, 9]));
        Assert.True(EnvelopeWire.TryRead(bytes, 5, 0, out var stamp, out _));
        Assert.Equal((ScheduledTurns.MaxCount, 40ul), (stamp.Context.Turns!.Count, stamp.Context.Turns.Key));
    }

    [Fact]
    public void Bytes_written_by_earlier_versions_can_be_read()
    {
        var bytes = Convert.FromHexString(File.ReadAllText(Golden).Trim());
        Assert.True(EnvelopeWire.TryRead(bytes, 5, 0, out var stamp, out var payload));
        Assert.Equal(new EnvelopeStamp(_context, 5, IsDetached: true, IsRemote: true), stamp);
        Assert.Equal((17, "S"), (payload.SerializerId, payload.Manifest));
        Assert.Equal([7, 8, 9], payload.Bytes);
    }

    [Fact]
    public void Fields_of_later_versions_are_skipped()
    {
        var bytes = Serializer.ToBinary(Envelope("text"));
        // Field 90 as a number, field 91 as bytes.
        var later = (byte[])[0xd0, 0x05, 0x07, 0xda, 0x05, 0x02, 0x01, 0x02, .. bytes, 0xd0, 0x05, 0x07];
        var read = Assert.IsType<TraceEnvelope>(Serializer.FromBinary(later, "te2"));
        Assert.Equal(("text", _context), (read.Message, read.Context));
    }

    [Fact]
    public void Cut_anywhere_behind_the_message_it_still_delivers_the_message()
    {
        var bytes = Serializer.ToBinary(Envelope("text"));
        var delivered = 0;
        for (var length = bytes.Length; length > 0; length--)
        {
            if (!EnvelopeWire.TryRead(bytes[..length], 1, 0, out _, out _)) continue;
            Assert.Equal("text", TraceEnvelope.Unwrap(Serializer.FromBinary(bytes[..length], TraceEnvelopeSerializer.ManifestV1)));
            delivered++;
        }
        Assert.True(delivered > bytes.Length / 2, $"{delivered} of {bytes.Length}");
    }

    [Fact]
    public void No_single_changed_byte_of_the_trace_keeps_the_message_from_arriving()
    {
        var payload = new EnvelopePayload(17, "S", [7, 8, 9]);
        var whole = EnvelopeWire.Write(new EnvelopeStamp(_context, 1), payload);
        var head = EnvelopeWire.Write(default, payload).Length;
        for (var at = head; at < whole.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x0a, 0x7f, 0x80, 0xff })
            {
                var corrupt = whole.ToArray();
                corrupt[at] = value;
                Assert.True(EnvelopeWire.TryRead(corrupt, 1, 0, out _, out var read), $"byte {at} = {value:x2}");
                Assert.NotEmpty(read.Bytes);
            }
        }
    }

    [Fact]
    public void Without_a_readable_trace_the_message_comes_out_bare()
    {
        var serializer = Sys.Serialization.FindSerializerFor("text");
        var bytes = EnvelopeWire.Write(default, new EnvelopePayload(
            serializer.Identifier, Serialization.ManifestFor(serializer, "text"), serializer.ToBinary("text")));
        Assert.Equal("text", Serializer.FromBinary(bytes, TraceEnvelopeSerializer.ManifestV1));
    }

    [Fact]
    public void A_possibly_harmful_message_comes_out_bare()
    {
        var serializer = Sys.Serialization.FindSerializerFor(PoisonPill.Instance);
        var bytes = EnvelopeWire.Write(new EnvelopeStamp(_context, 1), new EnvelopePayload(serializer.Identifier,
            Serialization.ManifestFor(serializer, PoisonPill.Instance), serializer.ToBinary(PoisonPill.Instance)));
        Assert.IsType<PoisonPill>(Serializer.FromBinary(bytes, TraceEnvelopeSerializer.ManifestV1));
    }

    [Fact]
    public void An_envelope_within_an_envelope_is_refused()
    {
        var inner = Serializer.ToBinary(Envelope("text"));
        var bytes = EnvelopeWire.Write(new EnvelopeStamp(_context, 1),
            new EnvelopePayload(TraceEnvelopeSerializer.SerializerId, TraceEnvelopeSerializer.ManifestV1, inner));
        Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes, TraceEnvelopeSerializer.ManifestV1));
    }

    [Fact]
    public void Null_is_refused() =>
        Assert.Throws<SerializationException>(() => Serializer.FromBinary([], TraceEnvelopeSerializer.ManifestV1));

    [Fact]
    public async Task A_type_that_is_not_on_the_list_is_refused_and_recorded_as_undelivered()
    {
        // Bytes from a node without the list of types.
        using var stream = new MemoryStream();
        new Hyperion.Serializer().Serialize(new NotAllowed("x"), stream);
        var hyperion = Sys.Serialization.FindSerializerForType(typeof(NotAllowed));
        Assert.IsType<HyperionSerializer>(hyperion);
        InTrace(() =>
        {
            var stamp = ((TraceEnvelope)TraceEnvelope.For("x")).Stamp;
            var bytes = EnvelopeWire.Write(stamp, new EnvelopePayload(hyperion.Identifier, "", stream.ToArray()));
            Assert.ThrowsAny<Exception>(() => Serializer.FromBinary(bytes, TraceEnvelopeSerializer.ManifestV1));
        });
        var lost = (await NextExactTraceAsync()).Span("undelivered message");
        Assert.Equal("not deserializable", lost.Span[TracingTags.Undelivered].AsString);
        Assert.Equal("exception", Assert.Single(lost.Span.Events).Name);
    }

    [Fact]
    public void A_type_that_is_not_on_the_list_is_not_sent_either() =>
        Assert.ThrowsAny<Exception>(() => Serializer.ToBinary(Envelope(new NotAllowed("x"))));

    [Fact]
    public async Task A_message_that_cannot_be_written_is_recorded_as_undelivered()
    {
        InTrace(() => Assert.ThrowsAny<Exception>(() => Serializer.ToBinary(TraceEnvelope.For(new Unwritable()))));
        var lost = (await NextExactTraceAsync()).Span("undelivered Unwritable");
        Assert.Equal("not serializable", lost.Span[TracingTags.Undelivered].AsString);
    }

    [Fact]
    public void It_writes_envelopes_only() => Assert.Throws<ArgumentException>(() => Serializer.ToBinary("text"));

    private static TraceEnvelope Envelope(object message) => TraceEnvelope.Create(message, new EnvelopeStamp(_context, 1));

    private object RoundTrip(TraceEnvelope envelope)
    {
        var serializer = Sys.Serialization.FindSerializerFor(envelope);
        return Sys.Serialization.Deserialize(
            serializer.ToBinary(envelope), serializer.Identifier, Serialization.ManifestFor(serializer, envelope));
    }

    public sealed record Plain(string Text, int Number);

    public sealed record Allowed(string Text);

    public sealed record NotAllowed(string Text);

    public sealed record Identity(string? Name);

    public sealed record Special(string Key) : INotInfluenceReceiveTimeout, IConsistentHashable, Akka.Event.IDeadLetterSuppression
    {
        public object ConsistentHashKey => Key;
    }

    public sealed record Unwritable
    {
        private readonly string _why = "no";

        public string Text => throw new InvalidOperationException(_why);
    }
}

using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Actors.Collecting;

public class CollectorSerializerTests : TestKit
{
    private static readonly BatchId _id = new(0x0102030405060708, 300);

    private readonly CollectorSerializer _serializer;

    public CollectorSerializerTests()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
        ActorTracing.For(Sys);
        _serializer = (CollectorSerializer)Sys.Serialization.FindSerializerForType(typeof(TakeBatch));
    }

    private static readonly string[] _manifests = ["ct1", "ca1", "cr1", "cl1"];

    public static TheoryData<string> Manifests => [.. _manifests];

    [Fact]
    public void Every_message_between_reporters_and_collectors_has_this_serializer_and_a_manifest_of_its_own()
    {
        var types = typeof(ICollectorMessage).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ICollectorMessage)) && !type.IsInterface).ToArray();
        Assert.Equal(types.Select(type => type.Name).Order(), _manifests.Select(manifest => Sample(manifest).GetType().Name).Order());
        foreach (var type in types) Assert.Same(_serializer, Sys.Serialization.FindSerializerForType(type));
    }

    // A message that crosses nodes needs a serializer; all others must be marked as staying on their node.
    [Fact]
    public void Every_other_message_of_ours_says_that_it_stays_on_its_node()
    {
        var messages = typeof(CollectorActor).GetNestedTypes(All).Concat(typeof(SpanReporter).GetNestedTypes(All))
            .Where(type => !type.Name.Contains('<') && !type.IsAssignableTo(typeof(ICollectorMessage)));
        Assert.All(messages, type => Assert.True(
            type.IsAssignableTo(typeof(INoSerializationVerificationNeeded)) || type.IsAssignableTo(typeof(INotInfluenceReceiveTimeout)),
            $"{type} crosses nodes without a serializer of ours, or must be INoSerializationVerificationNeeded"));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_bytes_are_the_golden_ones(string manifest)
    {
        var message = Sample(manifest);
        Assert.Equal(manifest, _serializer.Manifest(message));
        Assert.Equal(File.ReadAllText(Golden(manifest)).Trim(), Convert.ToHexStringLower(_serializer.ToBinary(message)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Bytes_of_earlier_and_later_versions_are_read_as_far_as_they_are_known(string manifest)
    {
        var old = Convert.FromHexString(File.ReadAllText(Golden(manifest)).Trim());
        foreach (var (bytes, name) in new[] { (old, manifest), (WireLaws.Later(old), manifest[..2] + "2") })
            Same(Sample(manifest), _serializer.FromBinary(bytes, name));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Cut_anywhere_it_gives_a_message_or_an_error_and_never_half_a_batch(string manifest)
    {
        var bytes = _serializer.ToBinary(Sample(manifest));
        for (var length = 0; length < bytes.Length; length++)
        {
            object? read = null;
            var fault = Record.Exception(() => read = _serializer.FromBinary(bytes[..length], manifest));
            Assert.True(fault is SerializationException or null, $"{fault}");
            if (read is TakeBatch) Assert.Fail($"a batch of {length} of {bytes.Length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Any_changed_byte_gives_a_message_or_an_error(string manifest) =>
        WireLaws.Damaged(_serializer, _serializer.ToBinary(Sample(manifest)), manifest);

    [Fact]
    public void A_length_that_is_absurd_reserves_nothing()
    {
        // Field 5, two gigabytes.
        byte[] bytes = [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x2a, 0xff, 0xff, 0xff, 0xff, 0x07];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SerializationException>(() => _serializer.FromBinary(bytes, CollectorSerializer.TakeManifest));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Spans_go_as_they_are_held_without_being_written_again()
    {
        var batch = Batch();
        var bytes = _serializer.ToBinary(new TakeBatch(_id, batch, IsHeld: true, Shard: 1));
        Assert.True(bytes.AsSpan().IndexOf(batch.Otlp.Span) > 0);
    }

    [Fact]
    public void A_message_of_another_library_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary("text"));
        Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "xx1"));
    }

    private const System.Reflection.BindingFlags All = System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;

    private static string Golden(string manifest) =>
        Path.Combine(AppContext.BaseDirectory, $"Collecting/Golden/collector-{manifest}.hex");

    private static object Sample(string manifest) => manifest switch
    {
        "ct1" => new TakeBatch(_id, Batch(), IsHeld: true, Shard: 200),
        "ca1" => new BatchAnswered(new BatchAnswer(_id, IsStored: true, Shard: 200, Incarnation: -5)),
        "cr1" => new BatchRefused(_id),
        _ => new ShardReleased(200, 7),
    };

    private static SpanBatch Batch()
    {
        var origin = new SpanOrigin(Array.Empty<byte>(), "", Array.Empty<byte>(), "");
        // A span with ids and a name only: fields 1, 2 and 5 of OTLP's Span.
        byte[] bytes = [0x0a, 16, .. Bytes(new TraceId(1, 2)), 0x12, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0x2a, 1, (byte)'n'];
        Assert.True(OtlpSkim.TryReadSpan(bytes, origin, out var span, out var problem), problem);
        return new ShardCutter(256, 64 << 10).Cut(new SpanBatch([span]))[0].Batch;
    }

    private static byte[] Bytes(TraceId id)
    {
        var bytes = new byte[TraceId.ByteCount];
        id.Write(bytes);
        return bytes;
    }

    private static void Same(object expected, object read)
    {
        if (expected is not TakeBatch take)
        {
            Assert.Equal(expected, read);
            return;
        }
        var got = Assert.IsType<TakeBatch>(read);
        Assert.Equal((take.Id, take.IsHeld, take.Shard), (got.Id, got.IsHeld, got.Shard));
        Assert.Equal(take.Batch.Spans.Select(span => Convert.ToHexString(span.Bytes.Span)),
            got.Batch.Spans.Select(span => Convert.ToHexString(span.Bytes.Span)));
    }
}

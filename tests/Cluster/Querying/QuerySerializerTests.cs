using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.TailSampling;

namespace Tracing.Clustering.Querying;

/// <summary>The bytes of the messages between stores of different nodes.</summary>
public class QuerySerializerTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    private static readonly string[] _manifests = ["qa1", "qp1", "qt1", "qr1"];

    public static TheoryData<string> Manifests => [.. _manifests];

    private QuerySerializer Serializer => new((ExtendedActorSystem)Sys);

    [Fact]
    public void Every_message_between_stores_has_a_manifest_and_is_bound_to_this_serializer()
    {
        var types = typeof(IQueryMessage).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IQueryMessage)) && !type.IsInterface);
        Assert.Equal(types.Select(type => type.Name).Order(), _manifests.Select(manifest => Sample(manifest).GetType().Name).Order());
        Sys.Settings.InjectTopLevelFallback(ClusterSettings.Reference);
        foreach (var manifest in _manifests) Assert.IsType<QuerySerializer>(Sys.Serialization.FindSerializerFor(Sample(manifest)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_bytes_are_those_of_the_golden_file(string manifest)
    {
        Assert.Equal(manifest, Serializer.Manifest(Sample(manifest)));
        Assert.Equal(File.ReadAllText(Golden(manifest)).Trim(), Convert.ToHexStringLower(Serializer.ToBinary(Sample(manifest))));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Bytes_of_earlier_and_later_versions_are_read_for_the_known_fields(string manifest)
    {
        var old = Convert.FromHexString(File.ReadAllText(Golden(manifest)).Trim());
        foreach (var (bytes, name) in new[] { (old, manifest), (WireLaws.Later(old), manifest[..2] + "2") })
            Assert.Equal(old, Serializer.ToBinary(Serializer.FromBinary(bytes, name)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Bytes_cut_off_or_changed_anywhere_give_a_message_or_a_SerializationException(string manifest) =>
        WireLaws.Damaged(Serializer, Serializer.ToBinary(Sample(manifest)), manifest);

    [Fact]
    public void An_answer_is_read_back_as_it_was_and_old_bytes_are_read()
    {
        var bytes = AnswerWire.Write(Answer(), 1 << 20, out var isCut);
        Assert.False(isCut);
        Assert.Equal(File.ReadAllText(Golden("answer")).Trim(), Convert.ToHexStringLower(bytes));
        var read = AnswerWire.TryRead(bytes)!;
        Assert.Equal(Answer().Services.AsEnumerable(), read.Services);
        Assert.Equal(Answer().Operations.AsEnumerable(), read.Operations);
        var (trace, got) = (Answer().Traces[0], read.Traces[0]);
        Assert.Equal((trace.TraceId, trace.Revision, trace.Completeness, trace.Conflicts, trace.ClosedAt, trace.Decision, trace.Truncated),
            (got.TraceId, got.Revision, got.Completeness, got.Conflicts, got.ClosedAt, got.Decision, got.Truncated));
        Assert.Equal(trace.Raw.Select(span => Convert.ToHexString(span.Bytes.Span)), got.Raw.Select(span => Convert.ToHexString(span.Bytes.Span)));
    }

    [Fact]
    public void An_open_trace_is_read_back_as_open_with_the_number_of_spans_that_were_not_copied()
    {
        var open = KeptTrace.Of(new OpenTraceCopy(Some.Trace(1), [Some.Span(2, 1)], Omitted: 5, Conflicts: 0, Some.Time));
        var bytes = AnswerWire.Write(new StoreAnswer([open], [], []), 1 << 20, out _);
        var read = AnswerWire.TryRead(bytes)!.Traces[0];
        Assert.Equal((true, 5, 6, Some.Time), (read.IsOpen, read.Omitted, read.Summary.SpanCount, read.ClosedAt));
    }

    [Fact]
    public void Every_query_is_read_back_as_it_was() => Law.Holds(AnySearch.Query, query =>
    {
        query = query with { OnlyClosed = query.Limit == 3, After = query.Limit == 20 ? new TraceRank(7, Some.Trace(1)) : null };
        var ask = new AskStore(1, [], query);
        var read = ((AskStore)Serializer.FromBinary(Serializer.ToBinary(ask), Serializer.Manifest(ask))).Find!;
        Assert.Equal(query with { Attributes = default }, read with { Attributes = default });
        Assert.Equal(query.Attributes.IsDefault ? [] : query.Attributes.AsEnumerable(), read.Attributes);
    });

    [Fact]
    public void A_condition_that_a_later_version_made_is_passed_over()
    {
        byte[] unknown = [0xda, 0x01, 5, 0x0a, 1, (byte)'k', 0x18, 99];
        Assert.Empty(TraceQueryWire.Read(unknown).Attributes);
    }

    [Fact]
    public void A_search_for_closed_traces_only_is_read_back_as_such()
    {
        var ask = new AskStore(1, [], new TraceQuery { OnlyClosed = true });
        Assert.True(((AskStore)Serializer.FromBinary(Serializer.ToBinary(ask), Serializer.Manifest(ask))).Find?.OnlyClosed);
    }

    [Fact]
    public void A_question_for_open_traces_only_is_read_back_as_such()
    {
        var ask = new AskStore(1, [Some.Trace(1)], OnlyOpen: true);
        Assert.True(((AskStore)Serializer.FromBinary(Serializer.ToBinary(ask), Serializer.Manifest(ask))).OnlyOpen);
    }

    [Fact]
    public void The_time_range_of_traces_and_a_condition_on_elements_are_read_back()
    {
        var query = new TraceQuery(Limit: 5, Attributes:
            [AttributeCondition.TryCreate("k", AttributeOperator.Holds, 7, AttributeScope.Span, out _)!])
        {
            TraceFromUnixNanos = 3,
            TraceUntilUnixNanos = 4,
        };
        var ask = new AskStore(1, [], query);
        var read = ((AskStore)Serializer.FromBinary(Serializer.ToBinary(ask), Serializer.Manifest(ask))).Find!;
        Assert.Equal((3ul, 4ul), (read.TraceFromUnixNanos, read.TraceUntilUnixNanos));
        Assert.Equal(query.Attributes.AsEnumerable(), read.Attributes);
    }

    [Fact]
    public void An_answer_cut_off_or_changed_anywhere_is_read_or_refused_without_an_exception()
    {
        var bytes = AnswerWire.Write(Answer(), 1 << 20, out _);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x0a, 0x7f, 0x80, 0xff })
            {
                var corrupt = bytes.ToArray();
                corrupt[at] = value;
                AnswerWire.TryRead(corrupt);
            }
            AnswerWire.TryRead(bytes.AsMemory(0, at));
        }
    }

    [Fact]
    public void An_answer_that_is_too_long_lacks_its_last_traces_and_tells_so()
    {
        var many = Answer() with { Traces = [.. Enumerable.Repeat(Answer().Traces[0], 100)] };
        var bytes = AnswerWire.Write(many, 2_000, out var isCut);
        Assert.True(isCut);
        Assert.InRange(AnswerWire.TryRead(bytes)!.Traces.Length, 1, 50);
    }

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, $"Querying/Golden/query-{name}.hex");

    private static object Sample(string manifest) => manifest switch
    {
        "qa1" => new AskStore(0x0102030405060708, [new TraceId(1, 2)], new TraceQuery("shop", "buy", 1, 2, 3, 4, true,
            [AttributeCondition.Equal("user", "7")], 20, CompletenessKind.Settled), WantsServices: true, OperationsOf: "shop"),
        "qp1" => new AnswerPage(0x0102030405060708, 3, IsLast: true, IsCut: true, new byte[] { 1, 2, 3 }),
        "qt1" => new AnswerTaken(0x0102030405060708, 3),
        _ => new AnswerRefused(0x0102030405060708, "busy"),
    };

    private static StoreAnswer Answer() => new(
        [KeptTrace.Of(new ClosedTrace(Some.Trace(1), 2, new Completeness(CompletenessKind.Partial, PartialReason.Age,
            [new MissingSpans(Some.Id(1), true, 1), new MissingSpans(Some.Id(9), false, 1)]), [Some.Span(1, 0, 2), Some.Span(2, 9)], 1, Some.Time)
        {
            Decision = new TraceDecision(true, "slow", "took 3 s", 12.5),
            Truncated = 7,
        })],
        ["bank", "shop"], [new Operation("buy", SpanKind.Server)]);
}

using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

public class BlockFilterTests
{
    // A shop's span, with a payment below it and a mail below that.
    private static readonly byte[] _filter = FilterOf(
        From("shop", Child(1) with
        {
            Name = "POST /checkout",
            Tags =
            [
                new("akka.actor.path", "/user/orders/$a"), new("akka.actor.type", "Shop.Orders.OrderActor"),
                new(TracingTags.MailboxWaitNanos, 40_000), new("total", 700),
            ],
        }),
        From("bank", Child(2) with { Name = "pay", Status = SpanStatus.Error, StatusMessage = "Card refused" }),
        From("mail", Child(3) with { Name = "send" }));

    // Each trace has one span.
    private static readonly byte[] _durations = FilterOf(
        (ImmutableArray<RawSpan>[])[[Lasting("mail", 1)], [Lasting("shop", 10)], [Lasting("mail", 2)], [Lasting("shop", 3)]]);

    // Each span is the child of the one before it.
    private static SpanData Child(int id) => new()
    {
        TraceId = Some.Trace(1),
        SpanId = Some.Id(id),
        ParentSpanId = Some.Id(id - 1),
    };

    private static RawSpan From(string service, SpanData span) => Some.Raw(span, service);

    // Of one trace.
    private static byte[] FilterOf(params ImmutableArray<RawSpan> spans) => FilterOf([spans]);

    private static byte[] FilterOf(ImmutableArray<RawSpan>[] traces)
    {
        var builder = new BlockBuilder();
        foreach (var spans in traces)
        {
            builder.Add(builder.Count + 1,
                KeptTrace.Of(new ClosedTrace(spans[0].TraceId, 0, Completeness.Settled, spans, 0, Some.Time)));
        }
        return builder.Build().Filter;
    }

    private static bool MayMatch(TraceQuery query) => BlockFilter.MayMatch(_filter, query);

    [Theory]
    [InlineData("CHECKOUT", true)]
    [InlineData("refused", true)]
    [InlineData("ban", true)]
    [InlineData("no", true)]
    [InlineData("accepted", false)]
    [InlineData("000000000000abcd", true)]
    [InlineData("00ab", false)]
    public void A_text_is_excluded_when_three_of_its_letters_are_in_no_name_and_it_begins_no_id(string text, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new() { Text = text }));

    [Theory]
    [InlineData("/user/orders/$a", true)]
    [InlineData("/user/orders", true)]
    [InlineData("/user/", true)]
    [InlineData("/user/ord", false)]
    [InlineData("/user/mail", false)]
    public void A_path_is_excluded_when_it_is_neither_an_actor_s_nor_above_one(string path, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new() { ActorPath = path }));

    [Theory]
    [InlineData("Shop.Orders.OrderActor", true)]
    [InlineData("OrderActor", true)]
    [InlineData("Actor", false)]
    public void A_type_is_excluded_when_no_actor_has_it_with_or_without_a_namespace(string type, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new() { ActorType = type }));

    [Theory]
    [InlineData(30_000, true)]
    [InlineData(40_000, true)]
    [InlineData(40_001, false)]
    public void A_wait_is_excluded_when_it_is_longer_than_the_longest(ulong nanos, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new() { MinMailboxWaitNanos = nanos }));

    [Theory]
    [InlineData("total>600", true)]
    [InlineData("total>=701", false)]
    [InlineData("total>2e9", false)]
    [InlineData("total<701", true)]
    [InlineData("total<5", false)]
    public void A_number_is_excluded_when_it_is_beyond_all_of_the_block(string condition, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new(Attributes: [Finding.ConditionText.TryParse(condition, out _)!])));

    [Theory]
    [InlineData("shop", "pay", true)]
    [InlineData("bank", "send", true)]
    [InlineData("shop", "send", false)]
    [InlineData("mail", "pay", false)]
    public void A_caller_is_excluded_when_its_service_is_not_that_of_a_parent(string caller, string operation, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new(Operation: operation) { Caller = caller }));

    [Theory]
    [InlineData("shop", "send", true)]
    [InlineData("mail", "send", false)]
    public void A_service_above_is_excluded_when_it_is_above_no_such_span(string above, string operation, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(new(Operation: operation) { AboveService = above }));

    [Theory]
    [InlineData("shop", 10, true)]
    [InlineData("shop", 11, false)]
    [InlineData("mail", 2, true)]
    [InlineData("mail", 3, false)]
    [InlineData("nobody", 0, true)]
    [InlineData("nobody", 1, false)]
    public void A_service_is_excluded_when_all_of_its_traces_are_shorter(string service, int seconds, bool mayMatch) =>
        Assert.Equal(mayMatch, IsAsLong(_durations, service, seconds));

    [Fact]
    public void A_block_with_too_many_services_or_of_an_earlier_version_excludes_nothing_by_durations()
    {
        Assert.False(IsAsLong(FilterOf(Lasting("mail", 1)), "mail", 2));
        var many = FilterOf([.. Enumerable.Range(1, 65).Select(number => From($"service-{number}", Child(number)))]);
        Assert.True(IsAsLong(many, "service-1", 60));
        Assert.True(IsAsLong([0, 0, 0, 0], "mail", 60));
        Assert.True(IsAsLong(NumberRanges.Append([0, 0, 0, 0], []), "mail", 60));
    }

    private static bool IsAsLong(byte[] filter, string service, int seconds) =>
        BlockFilter.MayMatch(filter, new(Service: service) { Order = TraceOrder.Slowest }, (ulong)seconds * 1_000_000_000);

    private static RawSpan Lasting(string service, int seconds) => From(service, Child(1) with
    {
        StartUnixNanos = 1,
        EndUnixNanos = ((ulong)seconds * 1_000_000_000) + 1,
    });

    [Fact]
    public void A_filter_of_an_earlier_version_excludes_nothing_by_texts_numbers_actors_and_relations()
    {
        byte[] old = [0, 0, 0, 0];
        foreach (var query in new TraceQuery[]
        {
            new() { Text = "none" }, new() { ActorPath = "/none" }, new() { MinMailboxWaitNanos = 1 << 40 },
            new() { OnlyUndelivered = true }, new() { Caller = "nobody" }, new() { AboveService = "nobody" },
        })
            Assert.True(BlockFilter.MayMatch(old, query), $"{query}");
    }

    // Letters beyond ASCII are no part of the filter: none of them may equal one of ASCII in a search.
    [Fact]
    public void No_letter_beyond_ascii_equals_one_of_ascii_whatever_its_case()
    {
        var ascii = string.Concat(Enumerable.Range(0, 128).Select(static letter => (char)letter));
        for (var letter = 128; letter < char.MaxValue; letter++)
            Assert.False(ascii.Contains($"{(char)letter}", StringComparison.OrdinalIgnoreCase), $"U+{letter:X4}");
    }
}

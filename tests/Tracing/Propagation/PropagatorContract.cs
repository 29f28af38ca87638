using System.Collections.Immutable;
using FsCheck.Fluent;

namespace Tracing.Propagation;

/// <summary>The tests that every format must pass. A derived class defines what its format carries, and which headers
/// are faulty.</summary>
public abstract class PropagatorContract
{
    protected abstract IPropagator Propagator { get; }

    /// <summary>The part of a context that this format carries.</summary>
    protected abstract TraceContext Carried(TraceContext c);

    /// <summary>Headers with one fault each, and the header at fault.</summary>
    protected abstract IEnumerable<(string Field, string Value)> Faulty { get; }

    /// <summary>A context with content for each header of this format.</summary>
    protected virtual TraceContext Full { get; } = new(
        new TraceId(0x4bf92f3577b34da6, 0xa3ce929d0e0e4736), new SpanId(0x00f067aa0ba902b7),
        TraceFlags.Sampled | TraceFlags.Random, new SpanId(0x05e3ac9a4f6e3b90), "rojo=00f067aa0ba902b7",
        Baggage.Of(new BaggageEntry("user", "Amélie"), new BaggageEntry("node", "DF 28", "ttl=30")));

    [Fact]
    public void A_written_context_is_read_back_as_far_as_the_format_carries_it()
    {
        Law.Holds(Any.Context, context =>
        {
            var found = Propagator.Extract(Written(context));
            Assert.Equal(Carried(context), found.Context);
            Assert.Empty(found.Faults);
        });
    }

    [Fact]
    public void Arbitrary_text_never_throws_and_a_context_read_from_it_can_be_written_and_read()
    {
        var seeds = Written(Full).Values.Append("").ToImmutableArray();
        var damaged = Any.Damaged(seeds);
        var text = Gen.OneOf(Any.Text, Any.AsciiText, damaged, damaged.SelectMany(once => Any.Damaged([once])));
        Law.Holds(text.ArrayOf(Propagator.Fields.Length), texts =>
        {
            var headers = Propagator.Fields.Zip(texts).ToDictionary(pair => pair.First, pair => pair.Second);
            var found = Propagator.Extract(headers);
            Assert.All(found.Faults, fault => Assert.Contains(fault.Field, Propagator.Fields));
            Assert.Equal(Carried(found.Context), Propagator.Extract(Written(found.Context)).Context);
        }, cases: 2_000);
    }

    [Fact]
    public void A_fault_names_its_header_and_nothing_is_used_of_that_header()
    {
        foreach (var (field, value) in Faulty)
        {
            var headers = Written(Full);
            headers[field] = value;
            Assert.Equal(field, Assert.Single(Propagator.Extract(headers).Faults).Field);
        }
    }

    [Fact]
    public void Missing_headers_are_no_context_and_no_fault()
    {
        var found = Propagator.Extract(new Dictionary<string, string> { ["X-Other"] = "1" });
        Assert.Equal(default, found);
        Assert.False(found.Context.IsValid);
        Assert.Empty(found.Faults);
    }

    [Fact]
    public void The_case_of_header_names_does_not_matter()
    {
        var upper = Written(Full).ToDictionary(h => h.Key.ToUpperInvariant(), h => h.Value, StringComparer.Ordinal);
        Assert.Equal(Carried(Full), Propagator.Extract(upper).Context);
        Propagator.Inject(Full, upper);
        Assert.Equal(Written(Full), upper);
    }

    [Fact]
    public void Other_headers_in_the_carrier_are_not_touched()
    {
        Law.Holds(Any.Context, context =>
        {
            var headers = new Dictionary<string, string> { ["X-Other"] = "1" };
            Propagator.Inject(context, headers);
            Assert.Equal("1", headers["X-Other"]);
            Assert.All(headers.Keys.Where(key => key != "X-Other"), key => Assert.Contains(key, Propagator.Fields));
            Propagator.Extract(headers);
            Assert.Equal("1", headers["X-Other"]);
        });
    }

    [Fact]
    public void No_content_of_a_context_can_break_out_of_its_header()
    {
        Law.Holds(Any.Text.Two(), texts =>
        {
            var hostile = texts.Item1 + "\r\nX-Evil: " + texts.Item2;
            var context = new TraceContext(Full.TraceId, Full.SpanId, Full.Flags, default, hostile,
                Baggage.Of(new BaggageEntry(hostile, "v"), new BaggageEntry("k", hostile, hostile)));
            Assert.All(Written(context).Values, value => Assert.DoesNotContain(value, c => c is < ' ' or > '~'));
        });
    }

    [Fact]
    public void Http_headers_carry_what_a_dictionary_carries()
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation(Propagator.Fields[0], "stale");
        Propagator.Inject(Full, request.Headers);
        Assert.Equal(Carried(Full), Propagator.Extract(request.Headers).Context);
    }

    protected Dictionary<string, string> Written(TraceContext context)
    {
        var headers = new Dictionary<string, string>();
        Propagator.Inject(context, headers);
        return headers;
    }
}

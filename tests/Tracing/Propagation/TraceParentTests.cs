namespace Tracing.Propagation;

public class TraceParentTests
{
    private const string Ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    [Theory]
    [InlineData("sampled", "00-" + Ids + "-01", 1)]
    [InlineData("not sampled", "00-" + Ids + "-00", 0)]
    [InlineData("random", "00-" + Ids + "-02", 2)]
    [InlineData("sampled and random", "00-" + Ids + "-03", 3)]
    [InlineData("flags that nobody has defined are cleared", "00-" + Ids + "-ff", 3)]
    [InlineData("a later version of the same length", "01-" + Ids + "-01", 1)]
    [InlineData("a later version with more fields", "cc-" + Ids + "-01-what-comes-then", 1)]
    [InlineData("a later version that ends in a dash", "cc-" + Ids + "-01-", 1)]
    [InlineData("of a later version only the sampled bit is known", "01-" + Ids + "-03", 1)]
    public void A_header_is_read(string what, string text, byte flags)
    {
        Assert.True(TraceParent.TryParse(text, out var context, out var fault), what);
        Assert.Equal(default, fault);
        Assert.Equal(new TraceId(0x4bf92f3577b34da6, 0xa3ce929d0e0e4736), context.TraceId);
        Assert.Equal(new SpanId(0x00f067aa0ba902b7), context.SpanId);
        Assert.Equal((TraceFlags)flags, context.Flags);
    }

    [Theory]
    [InlineData("", "traceparent")]
    [InlineData("00", "traceparent")]
    [InlineData("00-" + Ids, "traceparent")]
    [InlineData("00-" + Ids + "-0", "traceparent")]
    [InlineData("00-" + Ids + "-01-", "traceparent")]
    [InlineData("00-" + Ids + "-01-more", "traceparent")]
    [InlineData("cc-" + Ids + "-01.more", "traceparent")]
    [InlineData("00_" + Ids + "_01", "traceparent")]
    [InlineData("ff-" + Ids + "-01", "version")]
    [InlineData("0G-" + Ids + "-01", "version")]
    [InlineData("0A-" + Ids + "-01", "version")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "trace-id")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473.-00f067aa0ba902b7-01", "trace-id")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", "trace-id")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01", "parent-id")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b -01", "parent-id")]
    [InlineData("00-" + Ids + "-0x", "trace-flags")]
    [InlineData("00-" + Ids + "-0A", "trace-flags")]
    public void A_fault_names_the_part_of_the_header(string text, string part)
    {
        Assert.False(TraceParent.TryParse(text, out var context, out var fault));
        Assert.Equal(("traceparent", part), (fault.Field, fault.Part));
        Assert.NotEmpty(fault.Problem);
        Assert.Equal(default, context);
    }

    [Fact]
    public void A_parent_id_of_zeros_is_a_fault_that_names_it()
    {
        const string Text = "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01";
        Assert.False(TraceParent.TryParse(Text, out _, out var fault));
        Assert.Equal("traceparent: parent-id must not be all zeros", fault.ToString());
    }

    [Fact]
    public void A_header_is_written_as_version_00_in_lower_case()
    {
        var context = new TraceContext(
            new TraceId(0x4bf92f3577b34da6, 0xA3CE929D0E0E4736), new SpanId(0xf067aa0ba902b7),
            TraceFlags.Sampled | (TraceFlags)0x80);
        Assert.Equal("00-" + Ids + "-01", TraceParent.Format(context));
    }

    [Fact]
    public void A_context_that_does_not_fit_or_has_no_ids_is_not_written()
    {
        var to = new char[TraceParent.Length];
        Assert.False(TraceParent.TryFormat(default, to));
        Assert.False(TraceParent.TryFormat(new TraceContext(new TraceId(1, 2), new SpanId(3), 0), to.AsSpan(1)));
        Assert.All(to, c => Assert.Equal('\0', c));
        Assert.Null(TraceParent.Format(default));
    }

    [Fact]
    public void Parsing_and_formatting_allocate_nothing()
    {
        Allocations.None(() =>
        {
            Span<char> to = stackalloc char[TraceParent.Length];
            Assert.True(TraceParent.TryParse("00-" + Ids + "-01", out var context, out _));
            Assert.False(TraceParent.TryParse("00-" + Ids + "-0x", out _, out _));
            Assert.True(TraceParent.TryFormat(context, to));
        });
    }
}

namespace Tracing.Propagation;

public class BaggagePropagatorTests : PropagatorContract
{
    protected override IPropagator Propagator => BaggagePropagator.Instance;

    protected override IEnumerable<(string Field, string Value)> Faulty =>
        [("baggage", "no equals sign"), ("baggage", "a b=1"), ("baggage", "a=\"1\"")];

    protected override TraceContext Carried(TraceContext c) => default(TraceContext).With(c.Baggage);

    public static TheoryData<string, string, string> Readable => new()
    {
        { "pairs", "a=1,b=2", "a=1|b=2" },
        { "blanks around everything", " a =  1 ,\tb = 2 ", "a=1|b=2" },
        { "an equals sign in a value", "a=1=2", "a=1=2" },
        { "an empty value", "a=", "a=" },
        { "percent-encoded UTF-8", "user=Am%C3%A9lie,node=DF%2028", "user=Amélie|node=DF 28" },
        { "octets that are not UTF-8", "a=%ff1", "a=\ufffd1" },
        { "a percent sign by itself", "a=100%,b=%zz,c=%4", "a=100%|b=%zz|c=%4" },
        { "properties", "a=1;p1;p2=x ; p3 = y,b=2", "a=1;p1;p2=x ; p3 = y|b=2" },
        { "empty members", ",,a=1, ,", "a=1" },
        { "of equal keys the last", "a=1,b=2,a=3", "a=3|b=2" },
        { "a plus sign is no blank", "a=1+2", "a=1+2" },
    };

    public static TheoryData<string, string> Faults => new()
    {
        { "list-member", "a" },
        { "list-member", "a;p=1" },
        { "key", "=1" },
        { "key", "é=1" },
        { "key", "a(b)=1" },
        { "value", "a=1 2" },
        { "value", "a=é" },
        { "value", "a=\\" },
        { "property", "a=1;\"p\"" },
    };

    [Theory, MemberData(nameof(Readable))]
    public void A_header_is_read(string what, string text, string expected)
    {
        var found = BaggageText.Parse(text);
        Assert.True(found.Faults.IsEmpty, what);
        Assert.Equal(expected, Shown(found.Context.Baggage));
    }

    [Theory, MemberData(nameof(Faults))]
    public void A_faulty_member_is_skipped_and_the_others_are_read(string part, string member)
    {
        var found = BaggageText.Parse($"first=1,{member},last=2,{member}");
        Assert.Equal("first=1|last=2", Shown(found.Context.Baggage));
        Assert.Equal(("baggage", part), (found.Faults.Single().Field, found.Faults.Single().Part));
    }

    [Fact]
    public void Members_beyond_64_are_left_out_with_a_fault()
    {
        var found = BaggageText.Parse(string.Join(',', Enumerable.Range(0, 70).Select(i => $"k{i}={i}")));
        Assert.Equal(64, found.Context.Baggage.Entries.Length);
        Assert.Single(found.Faults);
    }

    [Fact]
    public void Members_beyond_8192_bytes_are_left_out_whole_with_a_fault()
    {
        var found = BaggageText.Parse($"a={new string('v', 8188)},b=1");
        Assert.Equal("a", Assert.Single(found.Context.Baggage.Entries).Key);
        Assert.Single(found.Faults);
    }

    [Fact]
    public void A_written_header_keeps_the_limit_and_no_member_is_cut()
    {
        var baggage = Baggage.Of(
            new BaggageEntry("small", "1"), new BaggageEntry("huge", new string('é', 2_000)),
            new BaggageEntry("last", "2"));
        Assert.Equal("small=1,last=2", BaggageText.Format(baggage));
    }

    private static string Shown(Baggage baggage) =>
        string.Join('|', baggage.Entries.Select(e => $"{e.Key}={e.Value};{e.Metadata}".TrimEnd(';')));
}

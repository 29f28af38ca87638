namespace Tracing.Propagation;

public class TraceStateTests
{
    public static TheoryData<string, string> Valid => new()
    {
        { "one member", "rojo=00f067aa0ba902b7" },
        { "two members", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE" },
        { "blanks and tabs around members", "rojo=1 ,\tcongo=2" },
        { "empty members", ",rojo=1,, ,congo=2," },
        { "nothing", "" },
        { "a tenant", "fw529a3039@dt=FfAAAAAA" },
        { "a key that starts with a digit", "0a*/_-=1" },
        { "blanks inside a value", "a= b c" },
        { "the longest key and value", new string('k', 256) + "=" + new string('v', 256) },
        { "32 members", string.Join(',', Enumerable.Range(0, 32).Select(i => $"k{i}=v")) },
        { "a key twice", "a=1,a=2" },
        { "512 characters", "a=" + new string('v', 254) + ",b=" + new string('v', 253) },
    };

    public static TheoryData<string, string> Invalid => new()
    {
        { "list", string.Join(',', Enumerable.Range(0, 33).Select(i => $"k{i}=v")) },
        { "list-member", "rojo" },
        { "key", "=1" },
        { "key", "Rojo=1" },
        { "key", "@a=1" },
        { "key", "a =1" },
        { "key", "a.b=1" },
        { "key", new string('k', 257) + "=1" },
        { "value", "a=" },
        { "value", "a=1=2" },
        { "value", "a=é" },
        { "value", "a=1\u007f" },
        { "value", "a=1\tb" },
        { "value", "a=" + new string('v', 257) },
        { "tracestate", new string(',', 8193) },
    };

    [Theory, MemberData(nameof(Valid))]
    public void A_header_is_passed_on_unchanged(string what, string text) => Assert.True(TraceState.IsValid(text, out _), what);

    [Theory, MemberData(nameof(Invalid))]
    public void A_fault_names_the_part_of_the_header(string part, string text)
    {
        Assert.False(TraceState.IsValid(text, out var fault));
        Assert.Equal(("tracestate", part), (fault.Field, fault.Part));
    }
}

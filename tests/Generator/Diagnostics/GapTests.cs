namespace Tracing.Generator.Diagnostics;

/// <summary>For each case: the rule, the advice in its message, and a source with one such call.</summary>
public class GapTests
{
    private const string Decorated = "public class C { [Traced(\"op\")] public virtual void M() { } "
        + "[Traced(\"take\")] public int Take(int order) => order; }\n";

    public static TheoryData<string, string, string> Calls => new()
    {
        { "TRACE001", "() => M()", "class D { Action F(C c) => c.M; }" },
        {
            "TRACE001", "order => Take(order)",
            "class D { Func<int, int> F(C c) { G(c.Take); return null; } void G(Func<int, int> f) { } }"
        },
        { "TRACE001", "() => M()", "class D { event Action E; void F(C c) => E += c.M; }" },
        { "TRACE002", "Spans.Run(\"op\", () => base.M(…))", "class D : C { public override void M() => base.M(); }" },
        {
            "TRACE003", "where T : class",
            "interface I { [Traced(\"op\")] void N(); } class D { void F<T>(T t) where T : I => t.N(); }"
        },
        { "TRACE004", "cast the object to its type", "class D { void F(dynamic c) => c.M(); }" },
        { "TRACE005", "call it outside", "class D { Expression<Func<C, int>> F() => c => c.Take(1); }" },
        {
            "TRACE010", "call it by name",
            "class D : List<int> { [Traced(\"add\")] public void Add(string s) { } static D F() => new D { "
            + "\"x\" }; }"
        },
    };

    public static TheoryData<string, string, string> Declarations => new()
    {
        {
            "TRACE006", "make 'C.Hidden' internal",
            "class C { class Hidden { } [Traced(\"op\")] void M(List<Hidden[]> h) { } void F() => M(null); }"
        },
        {
            "TRACE006", "make 'C.Hidden' internal",
            "class C { class Hidden { [Traced(\"op\")] public void M() { } } void F() => new Hidden().M(); }"
        },
        {
            "TRACE006", "make 'C.Hidden' internal",
            "class C { class Hidden { } [Traced(\"op\")] void M<T>() where T : Hidden { } void F() => "
            + "M<Hidden>(); }"
        },
        { "TRACE006", "Spans.Run(\"op\"", "file class C { [Traced(\"op\")] public void M() { } void F() => M(); }" },
        {
            "TRACE007", "a static interface member",
            "interface I<T> where T : I<T> { [Traced(\"op\")] static abstract void M(); } class D { void "
            + "F<T>() where T : I<T> => T.M(); }"
        },
        { "TRACE007", "a local function", "class C { void F() { M(); [Traced(\"op\")] void M() { } } }" },
        { "TRACE007", "a lambda", "class C { Action F() => [Traced(\"op\")] () => { }; }" },
        { "TRACE007", "an accessor", "class C { int P { [Traced(\"op\")] get => 1; } }" },
        {
            "TRACE007", "pointers",
            "class C { [Traced(\"op\")] unsafe void M(int*[] p) { } unsafe void F() => M(null); }"
        },
        {
            "TRACE007", "generic static class",
            "static class C<T> { [Traced(\"op\")] static void M() { } static void F() => M(); }"
        },
        {
            "TRACE007", "this kind of method",
            "class C { [Traced(\"op\")] public static C operator +(C a, C b) => a; }"
        },
        {
            "TRACE007", "[UnscopedRef]",
            "struct S { int x; [Traced(\"op\"), System.Diagnostics.CodeAnalysis.UnscopedRef] ref int M() => "
            + "ref x; void F() => M(); }"
        },
        {
            "TRACE008", "return Task",
            "class C { [Traced(\"op\")] async void M() => await Task.Yield(); void F() => M(); }"
        },
        {
            "TRACE008", "IAsyncEnumerable",
            "class C { [Traced(\"op\")] IAsyncEnumerator<int> M() => null; void F() => M(); }"
        },
        {
            "TRACE008", "IAsyncEnumerable",
            "class C { [Traced(\"op\")] IEnumerable<int> M() { yield return 1; } void F() => M(); }"
        },
        {
            "TRACE008", "return Task",
            "class Job : Task<int> { Job() : base(() => 1) { } } class C { [Traced(\"op\")] Job M() => null; "
            + "void F() => M(); }"
        },
        {
            "TRACE009", "put the attribute on 'I.M'",
            "interface I { void M(); } class C : I { [Traced(\"op\")] public void M() { } }"
        },
        {
            "TRACE009", "put the attribute on 'I.M'",
            "interface I { void M(); } class C : I { [Traced(\"op\")] void I.M() { } }"
        },
        {
            "TRACE009", "put the attribute on 'B.M'",
            "class B { public virtual void M() { } } class C : B { [Traced(\"op\")] public override void M() { "
            + "} }"
        },
        { "TRACE011", "keep [Traced]", "class C { [Traced(\"op\"), TraceRoot(\"op\")] public void M() { } }" },
    };

    public static TheoryData<string> Fine => new()
    {
        "class D { void F(C c) { c.M(); _ = nameof(c.M); Action a = () => c.M(); } }",
        "class D { [Traced(\"d\")] IEnumerable<int> L() { return F(); IEnumerable<int> F() { yield return 1; } } }",
        "class D : C { [Traced(\"d\")] public override void M() { } }",
        "interface I { [Traced(\"d\")] void N(); } class D : I { public void N() { } void F<T>(T t) where T : "
        + "class, I => t.N(); }",
        "class D { void M() { } Action F() => M; void G() => M(); }",
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task A_call_that_is_not_traced_is_reported_and_left_alone(string rule, string advice, string source)
    {
        var compilation = Compiling.Compile(Decorated + source);
        var gap = Assert.Single(await Compiling.Reported(compilation));
        Assert.Equal(rule, gap.Id);
        Assert.Contains(advice, gap.GetMessage());
        Assert.Empty(Compiling.Generated(compilation));
    }

    [Theory, MemberData(nameof(Declarations))]
    public async Task A_method_that_is_not_traced_is_reported_where_it_is_declared(
        string rule, string advice, string source)
    {
        var compilation = Compiling.Compile(source);
        var gap = Assert.Single(await Compiling.Reported(compilation));
        Assert.Equal(rule, gap.Id);
        Assert.Contains(advice, gap.GetMessage());
        Compiling.Generated(compilation);
    }

    [Theory, MemberData(nameof(Fine))]
    public async Task Calls_that_can_be_traced_are_not_reported(string source) =>
        Assert.Empty(await Compiling.Reported(Compiling.Compile(Decorated + source)));

    [Fact]
    public async Task A_reported_call_can_be_accepted_with_a_pragma() =>
        Assert.Empty(await Compiling.Reported(Compiling.Compile(
            Decorated + "#pragma warning disable TRACE001\nclass D { Action F(C c) => c.M; }")));
}

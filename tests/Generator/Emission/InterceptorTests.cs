using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Emission;

public class InterceptorTests
{
    /// <summary>Signatures that are hard to write in another file.</summary>
    public static TheoryData<string> Hard => new()
    {
        "class C { [Traced(\"op\")] public void @class(int @this, string call, int e, int parent) { } void F() "
        + "=> @class(1, \"\", 2, 3); }",
        "class C { [Traced(\"say \\\"hi\\\"\\\\n\")] public void M() { } void F() => M(); }",
        "class C { [Traced(null)] public void M() { } void F() => M(); }",
        "class C { [Traced(\"op\")] public (int a, string b) M((dynamic x, nint y) t) => (1, \"\"); void F() "
        + "=> M((1, 2)); }",
        "class C { [Traced(\"op\"), Obsolete] public void M() { } [Obsolete] void F() => M(); }",
        "class C { [Traced(\"op\")] public void M<T>(T t) where T : unmanaged, Enum { } void F() => "
        + "M(DayOfWeek.Monday); }",
        "class C { [Traced(\"op\")] public void M<T, U>(scoped T t) where T : allows ref struct where U : "
        + "struct, IComparable<U> { } void F() => M<Span<int>, int>([1]); }",
        "class C { [Traced(\"op\")] public T M<T>() where T : class, IDisposable, new() => null; void F() => "
        + "M<System.IO.MemoryStream>(); }",
        "#nullable enable\nclass C { [Traced(\"op\")] public Task<string?>? M(List<string?>? s, int? i) => "
        + "null; void F() => M(null, null); }",
        "#nullable enable\nclass C { [Traced(\"op\")] public T? M<T>(T? t) where T : notnull => t; void F() => "
        + "M(\"\"); }",
        "class C { [Traced(\"op\")] public ref readonly int M(in int i) => ref i; void F(int i) => M(in i); }",
        "ref struct S { [Traced(\"op\")] public void M() { } void F() { var s = new S(); s.M(); } }",
        "struct S { [Traced(\"op\")] void M() { } readonly void F() { var s = this; s.M(); } }",
        "struct S { [Traced(\"op\")] readonly int M() => 1; readonly int F() => M(); }",
        "class C { struct P { } public S<int> s; internal struct S<T> { [Traced(\"op\")] public void M() { } } "
        + "void F() => s.M(); }",
        "class C { readonly S s; internal struct S { [Traced(\"op\")] public void M() { } } void F() => s.M(); "
        + "S G() => s; void H() => G().M(); }",
        "class A { protected internal class N { } } class C : A { [Traced(\"op\")] protected internal N M() => "
        + "null; void F() => M(); }",
        "class C { [Traced(\"op\")] public static void M(params ReadOnlySpan<int> p) { } void F() => M(1, 2, 3); }",
        "partial class C { [Traced(\"op\")] public partial void M(); public partial void M() { } void F() => M(); }",
        "interface I { [Traced(\"op\")] void M() { } private void P() { } } class C : I { void F(I i) => i.M(); }",
        "class C { [Traced(\"op\")] C M() => this; void F() => this?.M().M()?.M(); }",
        "class C { [Traced(\"a\")] void M(int i) { } [TraceRoot(\"b\")] void M(string s) { } void F() { M(1); "
        + "M(\"\"); } }",
        "[System.Diagnostics.DebuggerDisplay(\"\")] class C { [Traced(\"op\"), "
        + "System.Diagnostics.Conditional(\"X\")] public void M() { } void F() => M(); }",
    };

    [Theory, MemberData(nameof(Hard))]
    public void Generated_code_compiles(string source) =>
        Assert.NotEmpty(Compiling.Generated(Compiling.Compile(source)));

    [Fact]
    public void A_PipeTo_that_is_not_Akkas_is_left_alone() =>
        Assert.Empty(Compiling.Generated(Compiling.Compile(
            "static class PipeToSupport { public static Task PipeTo<T>(this Task<T> task, object to) => task; "
            + "static void F(Task<int> task) => task.PipeTo(1); }")));

    [Fact]
    public void A_method_called_from_many_places_has_one_interceptor()
    {
        var text = Assert.Single(Compiling.Generated(Compiling.Compile(
            "class C { [Traced(\"op\")] public void M() { } void F() { M(); M(); new C().M(); } }")));
        Assert.Equal(3, text.Split("InterceptsLocation(1").Length - 1);
    }

    [Fact]
    public void A_method_of_another_assembly_is_intercepted_where_it_is_called()
    {
        var library = Compiling.Compile(
            "public class C { [Traced(\"op\")] public void M() { } "
            + "[Traced(\"op\")] protected static Task<T> P<T>() => null; }")
            .WithAssemblyName("Library");
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        MetadataReference reference = MetadataReference.CreateFromImage(image.ToArray());
        foreach (var from in new[] { reference, library.ToMetadataReference() })
        {
            var calls = Compiling.Compile("class D : C { void F() { M(); P<int>(); } }", from);
            Assert.Equal(2, Compiling.Generated(calls).Length);
        }
    }

    [Fact]
    public void A_dynamic_argument_does_not_bind_the_call_again() =>
        Assert.Contains("@this.M((object)a0)", Assert.Single(Compiling.Generated(Compiling.Compile(
            "class C { [Traced(\"op\")] public void M(dynamic d) { } public void M(string s) { } "
            + "void F() => M(new object()); }"))));

    [Fact]
    public void An_attribute_of_the_same_name_in_another_namespace_is_ignored() =>
        Assert.Empty(Compiling.Generated(Compiling.Compile(
            "namespace N { class TracedAttribute(string s) : Attribute { } "
            + "class C { [Traced(\"op\")] void M() { } void F() => M(); } }")));
}

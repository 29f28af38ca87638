using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tracing.Generator.Emission;

public class IncrementalityTests
{
    private const string Source = "class C { [Traced(\"op\")] public void M() { } void F() => M(); }";

    [Fact]
    public void An_unrelated_edit_rewrites_no_file()
    {
        var before = Compiling.Compile(Source).AddSyntaxTrees(Compiling.Tree("class Other { }", "Other.cs"));
        var after = before.ReplaceSyntaxTree(before.SyntaxTrees[1],
            Compiling.Tree("class Other { int N() => 1; void Calls() => N(); }", "Other.cs"));
        Assert.All(ReasonsOfOutputs(before, after), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_new_call_rewrites_only_the_file_of_its_method()
    {
        var before = Compiling.Compile(Source).AddSyntaxTrees(
            Compiling.Tree("class D { [Traced(\"op\")] public void N() { } }", "D.cs"),
            Compiling.Tree("class E { }", "E.cs"));
        var after = before.ReplaceSyntaxTree(before.SyntaxTrees[2],
            Compiling.Tree("class E { void F(D d) => d.N(); }", "E.cs"));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], ReasonsOfOutputs(before, after));
    }

    [Fact]
    public void An_attribute_added_in_another_file_is_seen_at_the_call()
    {
        var before = Compiling.Compile("class C { void F(D d) => d.N(); }")
            .AddSyntaxTrees(Compiling.Tree("class D { public void N() { } }", "D.cs"));
        var after = before.ReplaceSyntaxTree(before.SyntaxTrees[1],
            Compiling.Tree("class D { [Traced(\"op\")] public void N() { } }", "D.cs"));
        Assert.Equal([IncrementalStepRunReason.New], ReasonsOfOutputs(before, after));
    }

    private static IncrementalStepRunReason[] ReasonsOfOutputs(CSharpCompilation before, CSharpCompilation after)
    {
        var result = Compiling.Driver().RunGenerators(before).RunGenerators(after).GetRunResult().Results.Single();
        var runs = result.TrackedOutputSteps.SelectMany(step => step.Value);
        return [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)];
    }
}

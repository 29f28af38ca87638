using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Tracing.Testing.Shapes;

public class ShapeTests
{
    private static readonly string[] _names = ["A", "B", "A B", "Shop Buy", "GET /a(b)", "Map<K,V>", "~x", "say \"hi\"", "×3", "two  spaces", "end,"];

    // Any forest: each node's parent is one of those before it.
    private static Gen<Shape> Any(params string[] names) => Gen.Sized(size =>
        from nodes in Gen.Zip(Gen.Elements(names), Gen.Zip(Gen.Choose(0, 1_000), Gen.Elements(false, false, true))).NonEmptyListOf()
        select Build([.. nodes.Take(12)]));

    private static Shape Build((string Name, (int Parent, bool IsDetached) Place)[] nodes)
    {
        var children = nodes.Select((_, at) => at).ToLookup(at => at == 0 ? -1 : nodes[at].Place.Parent % at);
        var shape = new Shape();
        var pending = new Stack<(int Node, int Parent)>([(0, -1)]);
        while (pending.TryPop(out var at))
        {
            var added = shape.Add(at.Parent, nodes[at.Node].Name, at.Parent >= 0 && nodes[at.Node].Place.IsDetached);
            foreach (var child in children[at.Node].Reverse()) pending.Push((child, added));
        }
        return shape;
    }

    [Fact]
    public void A_shape_as_text_is_read_as_the_same_shape()
    {
        Law.Holds(Any(_names), shape =>
        {
            var text = ShapeText.Of(shape);
            var read = ShapeReader.Read(text, shape.Names());
            Assert.Empty(ShapeDifference.Between(read, shape, inOrder: true));
            Assert.Equal(text, ShapeText.Of(read));
        });
    }

    [Fact]
    public void The_order_of_siblings_is_no_difference_unless_it_is_asked_for()
    {
        Law.Holds(Any(_names), shape =>
        {
            Assert.Empty(ShapeDifference.Between(shape.Sorted(), shape, inOrder: false));
            var isSorted = ShapeText.Of(shape.Sorted()) == ShapeText.Of(shape);
            Assert.Equal(isSorted, ShapeDifference.Between(shape.Sorted(), shape, inOrder: true).Count == 0);
        });
    }

    [Fact]
    public void Different_shapes_have_a_difference_and_equal_ones_none()
    {
        Law.Holds(Gen.Zip(Any("A", "B"), Any("A", "B")), pair =>
        {
            var isSame = ShapeText.Of(pair.Item1.Sorted()) == ShapeText.Of(pair.Item2.Sorted());
            Assert.Equal(isSame, ShapeDifference.Between(pair.Item1, pair.Item2, inOrder: false).Count == 0);
            Assert.Equal(isSame, ShapeDifference.Between(pair.Item2, pair.Item1, inOrder: false).Count == 0);
        }, cases: 1_000);
    }

    [Theory]
    [InlineData("r(a b)", "r(a b)")]
    [InlineData("r(a, b)", "r(a b)")]
    [InlineData("r(a ×3)", "r(a a a)")]
    [InlineData("r(a(b) *2 c)", "r(a(b) a(b) c)")]
    [InlineData("r(~a(b) ~c)", "r(~a(b) ~c)")]
    [InlineData(" r ( \"a(b)\" ) ", "r(\"a(b)\")")]
    [InlineData("r(?(a))", "r(?(a))")]
    [InlineData("r(Map<K,V>, a)", "r(Map<K,V> a)")]
    public void What_is_written_is_read(string written, string read) => Assert.Equal(read, ShapeText.Of(ShapeReader.Read(written, [])));

    [Theory]
    [InlineData("root(Sink Job Sink Job db)", "root(Sink Job, Sink Job, db)")]
    [InlineData("root(db Sink Job(db))", "root(db, Sink Job(db))")]
    [InlineData("root(Packer Pack Sink Job)", "root(Packer Pack, Sink Job)")]
    [InlineData("root(Sink, Job)", "root(Sink, Job)")]
    public void Names_of_the_trace_decide_where_a_name_ends(string written, string read)
    {
        ImmutableHashSet<string> names = ["root", "Sink Job", "db"];
        Assert.Equal(read.Count('('), ShapeText.Of(ShapeReader.Read(written, names)).Count('('));
        Assert.Equal(read.Replace(", ", " "), ShapeText.Of(ShapeReader.Read(written, names)).Replace(", ", " "));
        Assert.Equal(ShapeReader.Read(read, names).Nodes.Select(node => node.Name), ShapeReader.Read(written, names).Nodes.Select(node => node.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(a)")]
    [InlineData("r(a")]
    [InlineData("r(a))")]
    [InlineData("r()")]
    [InlineData("r(\"a)")]
    [InlineData("r(~)")]
    [InlineData("×3")]
    [InlineData("r(a ×99999)")]
    public void Text_that_is_no_shape_is_refused_with_the_place(string text)
    {
        var fault = Assert.Throws<ArgumentException>(() => ShapeReader.Read(text, []));
        Assert.StartsWith("not a shape: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_shape_or_is_refused()
    {
        Law.Holds(Gen.Elements("a", "b", " ", "(", ")", ",", "~", "\"", "×2", "*3", "?").ListOf(), parts =>
        {
            var fault = Record.Exception(() => ShapeReader.Read(string.Concat(parts), []));
            Assert.True(fault is null or ArgumentException, $"{fault}");
        }, cases: 2_000);
    }
}

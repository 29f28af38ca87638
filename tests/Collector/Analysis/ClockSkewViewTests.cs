namespace Tracing.Analysis;

public class ClockSkewViewTests
{
    [Theory]
    [InlineData("a call within its caller stays", "1 0-40 @a; 2<1 10-20 @b K", "0 0")]
    [InlineData("a call before its caller is moved to the middle", "1 100-140 @a; 2<1 10-30 @b K", "0 100")]
    [InlineData("a call after its caller, too", "1 0-40 @a; 2<1 100-120 @b K", "0 -90")]
    [InlineData("with all that its process did below", "1 100-140 @a; 2<1 10-30 @b K; 3<2 15-20 @b", "0 100 100")]
    [InlineData("and a callee of it is seen from where it is shown", "1 100-140 @a; 2<1 10-30 @b K; 3<2 112-118 @c K", "0 100 0")]
    [InlineData("a longer one starts with its caller", "1 100-110 @a; 2<1 10-90 @b K", "0 90")]
    [InlineData("within one process nothing is moved", "1 100-140 @a; 2<1 10-30 @a K", "0 0")]
    [InlineData("a Tell is never moved", "1 100-140 @a; 2<1 10-30 @b C", "0 0")]
    [InlineData("under a gap nothing is known", "2<1 10-30 @b K", "0 0")]
    public void A_call_that_is_waited_for_is_shown_within_its_caller(string law, string drawing, string shifts)
    {
        var view = ClockSkewView.Of(Drawn.Tree(drawing));
        var text = string.Join(' ', view.ShiftNanos.Select(shift => shift / 1_000_000));
        Assert.True(shifts == text, $"{law}: {text}");
    }

    [Fact]
    public void A_shift_is_noted_where_it_begins_and_so_is_a_Tell_that_seems_to_come_before_its_cause()
    {
        var moved = ClockSkewView.Of(Drawn.Tree("1 100-140 @a; 2<1 10-30 @b K; 3<2 15-20 @b"));
        Assert.Equal([new ClockSkewNote(1, "shown 100 ms later: its process's clock differs from its caller's")], moved.Notes.AsEnumerable());
        var told = ClockSkewView.Of(Drawn.Tree("1 100-140 @a; 2<1 90-95 @b C"));
        Assert.StartsWith("starts 10.0 ms before its cause, and is left there", Assert.Single(told.Notes).Text);
    }

    [Fact]
    public void Any_times_give_a_view() => Law.Holds(AnyTree.Spans, spans =>
    {
        var tree = Drawn.Tree(spans);
        Assert.Equal(tree.Nodes.Length, ClockSkewView.Of(tree).ShiftNanos.Length);
    });
}

using Tracing.Wire.Spans;

namespace Tracing.Assembling;

public class SpanArraysTests
{
    private readonly SpanArrays _arrays = new();

    [Fact]
    public void An_array_that_was_returned_is_used_again_and_has_no_spans()
    {
        var first = _arrays.Take(4);
        for (var i = 0; i < first.Length; i++) first[i] = Some.Span(i + 1);
        _arrays.Return(first, first.Length);
        var second = _arrays.Take(4);
        Assert.Same(first, second);
        Assert.All(second, static span => Assert.Equal(default, span));
        Assert.NotSame(second, _arrays.Take(4));
    }

    [Fact]
    public void A_longer_array_has_the_same_spans_and_the_shorter_one_is_used_again()
    {
        var spans = _arrays.Take(1);
        for (var count = 1; count <= 64; count *= 2)
        {
            for (var i = count / 2; i < count; i++) spans[i] = Some.Span(i + 1);
            var longer = _arrays.Grow(spans);
            Assert.Equal(2 * count, longer.Length);
            Assert.Equal(Enumerable.Range(1, count), longer[..count].Select(static span => (int)span.SpanId.Value));
            spans = longer;
        }
        Assert.All(_arrays.Take(16), static span => Assert.Equal(default, span));
    }

    [Fact]
    public void Long_arrays_are_not_kept()
    {
        var longOne = _arrays.Take(32);
        _arrays.Return(longOne, 0);
        Assert.NotSame(longOne, _arrays.Take(32));
    }

    [Fact]
    public void No_more_than_a_bounded_number_of_arrays_is_kept()
    {
        var many = Enumerable.Range(0, 10_000).Select(_ => new RawSpan[1]).ToHashSet();
        foreach (var one in many) _arrays.Return(one, 0);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => many.Contains(_arrays.Take(1))), 1, 1_000);
    }
}

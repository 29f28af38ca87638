using Tracing.Assembling;

namespace Tracing.Figures;

public class RunningFiguresTests
{
    [Fact]
    public void Spans_are_counted_by_service_operation_and_kind_with_their_errors_and_durations()
    {
        var figures = new RunningFigures(100);
        figures.Add(Some.Span(1, name: "buy", millis: 10));
        figures.Add(Some.Span(2, name: "buy", millis: 3));
        figures.Add(Some.Span(3, name: "buy", service: "bank"));
        figures.Add(Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(4),
            Name = "buy",
            Kind = SpanKind.Server,
            Status = SpanStatus.Error,
        }));
        var taken = figures.MakeSnapshot(Some.Time).Operations;
        Assert.Equal(
            [("bank", SpanKind.Unspecified, 1, 0), ("shop", SpanKind.Unspecified, 2, 0), ("shop", SpanKind.Server, 1, 1)],
            taken.Select(one => (one.Service, one.Kind, (int)one.Count, (int)one.Errors)));
        Assert.Equal(13_000_000, taken[1].SumNanos);
    }

    [Fact]
    public void A_long_name_of_a_service_is_cut_and_counts_with_others_that_begin_alike()
    {
        var figures = new RunningFigures(100);
        figures.Add(Some.Span(1, name: "buy", service: new string('s', 300_000)));
        figures.Add(Some.Span(2, name: "buy", service: new string('s', 300_000) + "2"));
        var taken = Assert.Single(figures.MakeSnapshot(Some.Time).Operations);
        Assert.Equal((256, 2), (taken.Service.Length, (int)taken.Count));
    }

    [Theory]
    [InlineData(0ul, 0)]
    [InlineData(62_500ul, 0)]
    [InlineData(62_501ul, 1)]
    [InlineData(125_000ul, 1)]
    [InlineData(125_001ul, 2)]
    [InlineData(1_000_000ul, 4)]
    [InlineData(1_000_001ul, 5)]
    [InlineData(32_768_000_000ul, 19)]
    [InlineData(32_768_000_001ul, 20)]
    [InlineData(ulong.MaxValue, 20)]
    public void A_bucket_holds_durations_up_to_its_bound_included(ulong nanos, int bucket)
    {
        Assert.Equal(bucket, DurationBuckets.IndexOf(nanos));
        Assert.True(nanos <= DurationBuckets.UpperNanos(bucket));
    }

    [Fact]
    public void Operations_beyond_the_bound_are_counted_together_and_no_span_is_lost()
    {
        var figures = new RunningFigures(100);
        for (var i = 0; i < 1000; i++) figures.Add(Some.Span(1, name: $"noisy {i}", service: "noisy"));
        for (var i = 0; i < 1000; i++) figures.Add(Some.Span(1, name: "work", service: $"service {i}"));
        var taken = figures.MakeSnapshot(Some.Time);
        Assert.InRange(taken.Operations.Length, 1, 102);
        Assert.Equal(2000, taken.Operations.Sum(one => one.Count));
        Assert.Equal(10, taken.Operations.Count(one => one is { Service: "noisy", Operation: not RunningFigures.Other }));
        Assert.Contains(taken.Operations, one => one is { Service: "noisy", Operation: RunningFigures.Other, Count: 990 });
        Assert.Contains(taken.Operations, one => one is { Service: RunningFigures.Other, Operation: RunningFigures.Other });
        Assert.True(taken.Overflowed >= 990);
    }

    [Fact]
    public void Names_with_the_same_text_are_one_operation()
    {
        var figures = new RunningFigures(10);
        figures.Add(Some.Span(1, name: "other"));
        figures.Add(Some.Span(1, name: "beyond"));
        Assert.Equal(2, Assert.Single(figures.MakeSnapshot(Some.Time).Operations).Count);
    }

    [Fact]
    public void Counting_a_known_operation_allocates_nothing()
    {
        var figures = new RunningFigures(100);
        var (one, other) = (Some.Span(1, name: "a"), Some.Span(1, name: "b"));
        Allocations.None(() =>
        {
            figures.Add(one);
            figures.Add(other);
        });
    }

    [Fact]
    public void All_spans_count_whether_their_trace_is_kept_or_not_and_repeats_do_not()
    {
        var settings = AssemblerSettings.Default with { Sampling = TailSampling.Sampling.Read("default = drop") };
        var assembling = new Assembling.Assembling(settings)
            .Add(Some.Span(1, 0, 1, name: "a"), Some.Span(1, 0, 1, name: "a"), Some.Span(2, 1, name: "a"));
        Assert.False(assembling.Only.Decision.Keeps);
        assembling.After(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single(assembling.Assembler.Figures.Operations).Count);
    }
}

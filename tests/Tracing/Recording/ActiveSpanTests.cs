using Tracing.Sampling;

namespace Tracing.Recording;

/// <summary>Entering a span for a message's handler restores the thread afterwards.</summary>
public sealed class ActiveSpanTests
{
    private static readonly AsyncLocal<string?> _users = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bare_thread_is_bare_again_afterwards(bool isSampled) => OnBareThread(() =>
    {
        var bare = ExecutionContext.Capture();
        var span = Root(isSampled);
        for (var i = 0; i < 2; i++)
        {
            using (ActiveSpan.Enter(span)) Assert.Same(span, Span.Current);
            Assert.Null(Span.Current);
            Assert.Same(bare, ExecutionContext.Capture());
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_users_value_that_a_handler_sets_stays(bool isSampled) => OnBareThread(() =>
    {
        using (ActiveSpan.Enter(Root(isSampled))) _users.Value = "theirs";
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Fact]
    public void A_users_value_that_was_set_before_is_seen_within_and_afterwards() => OnBareThread(() =>
    {
        var span = Root(isSampled: false);
        using (ActiveSpan.Enter(span)) Assert.Null(_users.Value);
        _users.Value = "theirs";
        using (ActiveSpan.Enter(span)) Assert.Equal("theirs", _users.Value);
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_span_entered_alone_is_put_on_a_bare_thread_and_taken_off_again(bool isSampled) => OnBareThread(() =>
    {
        var bare = ExecutionContext.Capture();
        var span = Root(isSampled);
        for (var i = 0; i < 2; i++)
        {
            using (var alone = ActiveSpan.TryEnterAlone(span))
            {
                Assert.True(alone.IsEntered);
                Assert.Same(span, Span.Current);
            }
            Assert.Same(bare, ExecutionContext.Capture());
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_users_value_that_is_set_under_a_span_entered_alone_stays(bool isSampled) => OnBareThread(() =>
    {
        using (ActiveSpan.TryEnterAlone(Root(isSampled))) _users.Value = "theirs";
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Fact]
    public void A_span_is_not_entered_alone_on_a_thread_where_a_users_value_flows() => OnBareThread(() =>
    {
        _users.Value = "theirs";
        using (var alone = ActiveSpan.TryEnterAlone(Root(isSampled: false))) Assert.False(alone.IsEntered);
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_thread_remembers_the_span_that_the_execution_context_holds(bool isSampled) => OnBareThread(() =>
    {
        var (outer, inner) = (Root(isSampled), Root(isSampled));
        AssertCurrent(null);
        using (ActiveSpan.TryEnterAlone(outer))
        {
            AssertCurrent(outer);
            using (ActiveSpan.EnterWithin(inner)) AssertCurrent(inner);
            AssertCurrent(outer);
            _users.Value = "theirs";
            AssertCurrent(outer);
            ExecutionContext.Run(ExecutionContext.Capture()!, _ => AssertCurrent(outer), null);
            using (ExecutionContext.SuppressFlow()) AssertCurrent(outer);
        }
        AssertCurrent(null);
        _users.Value = null;
        using (ActiveSpan.TryEnterAlone(inner)) AssertCurrent(inner);
        using (ActiveSpan.TryEnterAlone(outer)) AssertCurrent(outer);
        AssertCurrent(null);
    });

    [Fact]
    public async Task A_span_that_flows_to_another_thread_is_current_there()
    {
        var span = Root(isSampled: true);
        Task? there = null;
        OnBareThread(() =>
        {
            using (ActiveSpan.TryEnterAlone(span)) there = Task.Run(() => AssertCurrent(span));
        });
        Assert.NotNull(there);
        await there;
    }

    [Fact]
    public void An_unsampled_span_is_made_current_without_allocating() => OnBareThread(() =>
    {
        var span = Root(isSampled: false);
        Allocations.None(() =>
        {
            using (ActiveSpan.Enter(span)) GC.KeepAlive(span);
            using (ActiveSpan.TryEnterAlone(span)) GC.KeepAlive(ActiveSpan.CurrentOn(ThreadFlow.Here));
        });
    });

    private static void AssertCurrent(Span? expected)
    {
        Assert.Same(expected, Span.Current);
        Assert.Same(expected, ActiveSpan.CurrentOn(ThreadFlow.Here));
    }

    private static Span Root(bool isSampled) => new SpanRecorder(new RecorderSettings
    {
        Sampler = isSampled ? ParentBasedSampler.AlwaysOn : new ParentBasedSampler(AlwaysOffSampler.Instance),
    }).TracerFor("test").StartRoot("root");

    private static void OnBareThread(Action act) => Bare.Run(act);
}

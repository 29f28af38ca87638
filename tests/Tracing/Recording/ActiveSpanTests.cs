using Tracing.Sampling;

namespace Tracing.Recording;

/// <summary>What a message's handler leaves on the thread that was lent for it.</summary>
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
    public void What_else_a_handler_lets_flow_stays(bool isSampled) => OnBareThread(() =>
    {
        using (ActiveSpan.Enter(Root(isSampled))) _users.Value = "theirs";
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Fact]
    public void What_flowed_before_is_seen_within_and_afterwards() => OnBareThread(() =>
    {
        var span = Root(isSampled: false);
        using (ActiveSpan.Enter(span)) Assert.Null(_users.Value);
        _users.Value = "theirs";
        using (ActiveSpan.Enter(span)) Assert.Equal("theirs", _users.Value);
        Assert.Equal((null, "theirs"), (Span.Current, _users.Value));
    });

    [Fact]
    public void An_unsampled_span_is_made_current_without_allocating() => OnBareThread(() =>
    {
        var span = Root(isSampled: false);
        Allocations.None(() =>
        {
            using (ActiveSpan.Enter(span)) GC.KeepAlive(span);
        });
    });

    private static Span Root(bool isSampled) => new SpanRecorder(new RecorderSettings
    {
        Sampler = isSampled ? ParentBasedSampler.AlwaysOn : new ParentBasedSampler(AlwaysOffSampler.Instance),
    }).TracerFor("test").StartRoot("root");

    private static void OnBareThread(Action act) => Bare.Run(act);
}

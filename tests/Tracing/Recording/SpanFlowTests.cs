namespace Tracing.Recording;

/// <summary>A context that SpanFlow makes behaves like the one that .NET makes when an AsyncLocal is set on a bare
/// thread.</summary>
public sealed class SpanFlowTests
{
    private static readonly AsyncLocal<Span?> _current = new();
    private static readonly AsyncLocal<string?> _users = new();

    private readonly Span _span = new Recorded().Tracer.StartRoot("work");

    [Fact]
    public void This_version_of_dotnet_has_the_private_members() => Assert.True(SpanFlow.IsKnown);

    [Fact]
    public void Only_the_span_flows_in_the_context()
    {
        _users.Value = "theirs";
        var flow = SpanFlow.Of(_current, _span);
        ExecutionContext.Run(flow, _ => Assert.Equal((_span, null), (_current.Value, _users.Value)), null);
        Assert.Equal((null, "theirs"), (_current.Value, _users.Value));
    }

    [Fact]
    public void A_value_that_is_set_within_the_context_flows_beside_the_span() => Bare.Run(() =>
    {
        Assert.True(BareThread.TryGet(out var thread));
        var flow = SpanFlow.Of(_current, _span);
        thread.Put(flow);
        _users.Value = "theirs";
        Assert.Equal((_span, "theirs"), (_current.Value, _users.Value));
        Assert.Equal((_span, "theirs"), Task.Run(static () => (_current.Value, _users.Value)).GetAwaiter().GetResult());
        _current.Value = null;
        Assert.Equal((null, "theirs"), (_current.Value, _users.Value));
        _users.Value = null;
        Assert.True(BareThread.TryGet(out _));
    });

    [Fact]
    public void The_context_flows_and_can_be_suppressed() => Bare.Run(() =>
    {
        Assert.True(BareThread.TryGet(out var thread));
        var flow = SpanFlow.Of(_current, _span);
        thread.Put(flow);
        Assert.Same(flow, ExecutionContext.Capture());
        using (ExecutionContext.SuppressFlow())
        {
            Assert.Same(_span, _current.Value);
            Assert.Null(Task.Run(static () => _current.Value).GetAwaiter().GetResult());
        }
        Assert.Same(_span, Task.Run(static () => _current.Value).GetAwaiter().GetResult());
    });

    [Fact]
    public void Setting_the_current_span_to_null_leaves_a_bare_thread() => Bare.Run(() =>
    {
        Assert.True(BareThread.TryGet(out var thread));
        thread.Put(SpanFlow.Of(_current, _span));
        _current.Value = null;
        Assert.True(BareThread.TryGet(out _));
    });
}

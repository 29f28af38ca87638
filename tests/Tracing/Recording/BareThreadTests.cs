namespace Tracing.Recording;

/// <summary>Both ways to a bare thread, by .NET's private field and by public calls, do the same.</summary>
public sealed class BareThreadTests
{
    private static readonly AsyncLocal<string?> _users = new();

    private delegate bool Way(out BareThread thread);

    public static TheoryData<bool, bool> Ways => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Fact]
    public void This_version_of_dotnet_has_the_field() => Assert.True(ThreadFlow.IsKnown);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_thread_on_which_nothing_flows_is_bare_and_no_other_is(bool byField) => Bare.Run(() =>
    {
        Assert.True(WayOf(byField)(out _));
        _users.Value = "theirs";
        Assert.False(WayOf(byField)(out _));
        _users.Value = null;
        Assert.True(WayOf(byField)(out _));
        using (ExecutionContext.SuppressFlow()) Assert.False(WayOf(byField)(out _));
        Assert.True(WayOf(byField)(out _));
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_context_that_one_way_puts_on_flows_and_either_way_takes_it_off(bool byField, bool isTakenByField) => Bare.Run(() =>
    {
        Assert.True(WayOf(byField)(out var thread));
        Assert.True(WayOf(isTakenByField)(out var same));
        _users.Value = "kept";
        var flow = thread.Flow!;
        Assert.True(same.TryTakeOff(flow));
        Assert.Null(_users.Value);

        thread.Put(flow);
        Assert.Equal("kept", _users.Value);
        Assert.Equal("kept", Task.Run(static () => _users.Value).GetAwaiter().GetResult());
        Assert.True(same.TryTakeOff(flow));
        Assert.Null(_users.Value);
        Assert.True(WayOf(byField)(out _));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_context_that_has_changed_since_is_not_taken_off(bool byField) => Bare.Run(() =>
    {
        Assert.True(WayOf(byField)(out var thread));
        _users.Value = "first";
        var flow = thread.Flow!;
        _users.Value = "then";
        Assert.False(thread.TryTakeOff(flow));
        Assert.Equal("then", _users.Value);
    });

    private static bool ByField(out BareThread thread) => BareThread.TryGetByField(ThreadFlow.Here, out thread);

    private static Way WayOf(bool byField) => byField ? ByField : BareThread.TryGetByCapture;
}

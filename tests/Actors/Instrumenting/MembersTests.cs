namespace Tracing.Actors.Instrumenting;

public class MembersTests
{
    [Fact]
    public void This_Akka_has_every_member_that_the_instrumentation_needs() => Assert.Empty(AkkaMembers.Missing());

    [Fact]
    public void A_member_that_is_gone_is_noticed_without_harm()
    {
        Assert.False(AkkaMembers.IsThere(static () => throw new MissingMethodException("gone")));
        Assert.True(AkkaMembers.IsThere(static () => _ = ((string)null!).Length));
    }
}

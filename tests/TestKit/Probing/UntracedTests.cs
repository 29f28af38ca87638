using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Tracing.Testing.Probing;

public class UntracedTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    [Fact]
    public async Task Without_a_traced_provider_the_text_says_so()
    {
        Sys.ActorOf(Props.Create(() => new Packer())).Tell(new Pack("1"));
        await Golden.FailsAsync("no-provider", () => TraceProbe.In(Sys).NextAsync(TimeSpan.FromMilliseconds(50)));
    }
}

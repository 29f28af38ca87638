using Akka.Actor;

namespace Tracing.Bench.Actors.Web;

/// <summary>A user's actor that makes an HTTP call for each message.</summary>
internal sealed class CallingActor : ReceiveActor
{
    public CallingActor(HttpClient http, Uri to) => ReceiveAsync<Work>(async work =>
    {
        using var answer = await http.GetAsync(to);
        Sender.Tell(work);
    });
}

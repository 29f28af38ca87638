using System.Diagnostics;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tracing.Actors;

namespace Tracing.Bench.Actors.Web;

/// <summary>The application under measurement: an actor, a server and a client.</summary>
internal sealed class WebWork : IAsyncDisposable
{
    private readonly Func<int, Task> _once;
    private readonly Func<ValueTask> _stop;

    private WebWork(Func<int, Task> once, Func<ValueTask> stop) => (_once, _stop) = (once, stop);

    public static Task<WebWork> StartAsync(ActorSystem system, WebRoute route, int lanes) =>
        route.Scene == WebScene.Call
            ? Task.FromResult(Calling(system, route.Tracing, lanes))
            : AskedAsync(system, route.Tracing, lanes);

    /// <summary>Does the work once. One caller at a time in each lane.</summary>
    public Task OnceAsync(int lane) => _once(lane);

    public ValueTask DisposeAsync() => _stop();

    // Who is called is a socket that knows no activities: only the caller's side is measured.
    private static WebWork Calling(ActorSystem system, WebTracing tracing, int lanes)
    {
        var server = new PlainServer();
        var http = new HttpClient();
        var actors = Enumerable.Range(0, lanes).Select(_ => system.ActorOf(tracing == WebTracing.Sdk
            ? Props.Create(() => new HandMade.CallingActor(http, server.Address))
            : Props.Create(() => new CallingActor(http, server.Address)))).ToArray();
        var tracer = tracing == WebTracing.Ours ? ActorTracing.For(system).Tracer : null;
        return new WebWork(
            lane => tracing switch
            {
                WebTracing.Ours => Spans.RunRootAsync("send", () => actors[lane].Ask<Work>(Work.Instance), tracer),
                WebTracing.Sdk => HandMade.AskAsync(actors[lane]),
                _ => actors[lane].Ask<Work>(Work.Instance),
            },
            () =>
            {
                http.Dispose();
                server.Dispose();
                return ValueTask.CompletedTask;
            });
    }

    // Who asks is a socket, for the same reason.
    private static async Task<WebWork> AskedAsync(ActorSystem system, WebTracing tracing, int lanes)
    {
        var actor = system.ActorOf(tracing == WebTracing.Sdk
            ? Props.Create(() => new HandMade.AnsweringActor())
            : Props.Create(() => new AnsweringActor()));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", async () =>
        {
            await (tracing == WebTracing.Sdk
                ? actor.Ask<Work>(new HandMade.Enveloped(Work.Instance, Activity.Current!.Context))
                : actor.Ask<Work>(Work.Instance));
            return "ok";
        });
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        var clients = new PlainClient[lanes];
        for (var i = 0; i < lanes; i++) clients[i] = await PlainClient.ConnectAsync(address);
        return new WebWork(lane => clients[lane].GetAsync(), async () =>
        {
            foreach (var client in clients) client.Dispose();
            await app.DisposeAsync();
        });
    }
}

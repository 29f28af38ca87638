using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Storage;

namespace Tracing.Hosting;

/// <summary>A host on free ports of loopback, and a client for it.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    // A door of a cluster waits up to 30 s for a collector before it answers 503.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private RunningHost(TracingHost host) => Host = host;

    public TracingHost Host { get; }

    public HttpClient Client { get; } = new();

    public static HostSettings Settings { get; } = new()
    {
        OtlpHttpPort = 0,
        OtlpGrpcPort = 0,
        ZipkinPort = 0,
        TempoPort = 0,
        JaegerGrpcPort = 0,
        PagePort = 0,
        Storage = StorageSettings.Default with { Path = StorageSettings.InMemory },
        Assembler = new AssemblerSettings { Settle = TimeSpan.FromMilliseconds(300) },
    };

    public static Task<RunningHost> StartAsync() => StartAsync(Settings);

    public static Task<RunningHost> StartAsync(HostSettings settings) =>
        StartAsync(settings, sink => ActorEngine.Start("", [], settings.Assembler, sink));

    public static async Task<RunningHost> StartAsync(
        HostSettings settings, Func<ITraceSink, ICollectorEngine> engine, Action<string>? tell = null) =>
        new(await TracingHost.StartAsync(settings, engine, tell));

    public Task<HttpResponseMessage> PostAsync(string json) =>
        PostAsync(Encoding.UTF8.GetBytes(json), "application/json");

    public Task<HttpResponseMessage> PostAsync(byte[] body, string type, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return Client.PostAsync(new Uri(Host.OtlpHttpAddress, "/v1/traces"), content);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(Host.PageAddress, path));

    public async Task<JsonElement> GetJsonAsync(string path) => await JsonOf(await GetAsync(path));

    public static async Task<JsonElement> JsonOf(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>True for an answer of Jaeger's API whose traces have closed, and there is one at least.</summary>
    public static bool AreClosed(JsonElement answer) =>
        answer.GetProperty("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() > 0
        && data.EnumerateArray().All(static trace => trace.GetProperty("completeness").GetString() != "open");

    /// <summary>Asks again until it is so; what it was at last is in the failure.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(_patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var last = await ask();
            if (isSo(last)) return last;
            Assert.False(deadline.IsCancellationRequested, $"not within {_patience}: {last}");
            await pause.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}

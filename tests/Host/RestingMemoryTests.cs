using System.Net.Http.Headers;
using Tracing.Hosting.Journaling;
using Tracing.Reporting;
using Tracing.Wire.Otlp;

namespace Tracing.Hosting;

public sealed class RestingMemoryTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Memory_is_given_back_once_when_much_was_allocated_and_then_little()
    {
        var (allocated, releases) = (0L, 0);
        using var memory = new RestingMemory(TimeProvider.System, () => allocated, () => releases++);
        for (var i = 0; i < 10; i++)
        {
            allocated += RestingMemory.MuchBytes;
            memory.Look();
        }
        Assert.Equal(0, releases);
        for (var i = 0; i < 5; i++)
        {
            allocated += RestingMemory.LittleBytes - 1;
            memory.Look();
        }
        Assert.Equal(1, releases);
    }

    [Fact]
    public void A_host_that_had_little_to_do_collects_nothing()
    {
        var (allocated, releases) = (0L, 0);
        using var memory = new RestingMemory(TimeProvider.System, () => allocated, () => releases++);
        allocated += RestingMemory.MuchBytes - 1;
        memory.Look();
        memory.Look();
        Assert.Equal(0, releases);
    }

    [Fact]
    public async Task A_host_at_rest_takes_little_more_than_its_budget_after_many_spans_without_a_root()
    {
        // It takes 40 MiB more if nothing bounds what is remembered of closed traces, and nothing is collected at rest.
        const long Most = 200 * MiB;
        const int Requests = 120, SpansPerRequest = 500;
        using var host = await HostProcess.StartAsync(
            "--data", _folder, "--set", "tracing.collector.max-bytes=16MiB");
        var recorder = new SpanRecorder();
        var (tracer, batcher) = (recorder.TracerFor("rootless"), new SpanBatcher(recorder));
        for (var i = 0; i < Requests; i++)
        {
            for (var span = 0; span < SpansPerRequest; span++)
            {
                var parent = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled);
                tracer.Start("OrderActor Reserve", parent, SpanKind.Consumer).SetTag("order.id", span).End();
            }
            using var content = new ByteArrayContent(OtlpProtobuf.Write(batcher.Next()!.Spans));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-protobuf");
            Assert.True(await host.TryPostAsync(content));
        }
        // Asked of the system: a host that is asked something is not at rest.
        await RunningHost.UntilAsync(() => Task.FromResult(host.ResidentBytes), static resident => resident < Most);
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Text;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Storage;
using Tracing.Storage.Journaling;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Journaling;

/// <summary>A journal on disk in front of a real engine.</summary>
public sealed class JournaledIntakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly GatedSink _sink = new();

    private StorageSettings Settings => StorageSettings.Default with { Path = _folder };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_batch_leaves_the_journal_when_its_last_trace_is_stored()
    {
        await using var journal = BatchJournal.Open(Settings);
        await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
        await using var intake = new JournaledIntake(journal, engine);
        Assert.True(await intake.TakeAsync(Read(OpenTrace.Children(1))));
        Assert.Equal(1, journal.Counts.Waiting);
        Assert.True(await intake.TakeAsync(Read(OpenTrace.Root(1))));
        await RunningHost.UntilAsync(() => Task.FromResult(journal.Counts.Waiting), waiting => waiting == 0);
        Assert.Single(_sink.Traces);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_a_slow_store()
    {
        await using var journal = BatchJournal.Open(Settings);
        await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
        await using var intake = new JournaledIntake(journal, engine);
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        for (var trace = 1; trace <= 3; trace++) Assert.True(await intake.TakeAsync(Read(Traces(trace, 1))));
        Assert.Equal(3, journal.Counts.Waiting);
        gate.SetResult();
        await RunningHost.UntilAsync(() => Task.FromResult(journal.Counts.Waiting), waiting => waiting == 0);
    }

    [Fact]
    public async Task A_batch_without_its_request_s_bytes_is_journaled_as_its_spans_are()
    {
        await using (var journal = BatchJournal.Open(Settings))
        {
            await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
            var spans = Read(OpenTrace.Children(1)).Spans;
            await using var intake = new JournaledIntake(journal, engine);
            Assert.True(await intake.TakeAsync(new SpanBatch(spans)));
            var again = OtlpSkim.TryRead(journal.Read(1)!.Value, out _)!;
            Assert.Equal(spans.Select(span => Convert.ToHexString(span.Bytes.Span)),
                again.Spans.Select(span => Convert.ToHexString(span.Bytes.Span)));
        }
    }

    [Fact]
    public async Task What_the_engine_refuses_is_not_taken_and_not_kept()
    {
        await using var journal = BatchJournal.Open(Settings);
        var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
        await using var intake = new JournaledIntake(journal, engine);
        await engine.DisposeAsync();
        Assert.False(await intake.TakeAsync(Read(OpenTrace.Children(1))));
        Assert.Equal(0, journal.Counts.Waiting);
    }

    [Fact]
    public async Task What_was_left_behind_is_given_until_the_engine_takes_it_and_then_once()
    {
        await using (var earlier = BatchJournal.Open(Settings))
            for (var i = 1; i <= 50; i++) await earlier.AppendAsync(Read(OpenTrace.Children(i)).Otlp);
        await using var journal = BatchJournal.Open(Settings);
        Assert.Equal(50, journal.Recovered.Length);
        await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
        await using var intake = new JournaledIntake(journal, engine);
        for (var i = 1; i <= 50; i++) Assert.True(await intake.TakeAsync(Read(OpenTrace.Root(i))));
        await RunningHost.UntilAsync(() => Task.FromResult(journal.Counts.Waiting), waiting => waiting == 0);
        await RunningHost.UntilAsync(() => Task.FromResult(intake.Replayed), replayed => replayed == 50);
        Assert.Equal(0, engine.Counts.Assembler.Duplicates);
        Assert.Equal(50, _sink.Traces.Select(trace => trace.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_leaves_takes_nothing_back_and_leaves_nothing_behind()
    {
        await using var journal = BatchJournal.Open(Settings);
        await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, _sink);
        await using var intake = new JournaledIntake(journal, engine);
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        using var leaves = new CancellationTokenSource();
        // The first trace is on its way to the store, and so many wait behind it that the client has to wait as well.
        Assert.True(await intake.TakeAsync(Read(Traces(1, 1))));
        var taking = intake.TakeAsync(Read(Traces(2, 3_000)), leaves.Token).AsTask();
        await RunningHost.UntilAsync(() => Task.FromResult(engine.Counts.WaitingTraces), waiting => waiting == 3_001);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.Equal(2, journal.Counts.Waiting);
        gate.SetResult();
        await RunningHost.UntilAsync(() => Task.FromResult(journal.Counts.Waiting), waiting => waiting == 0);
        Assert.Equal(3_001, _sink.Traces.Count);
    }

    [Fact]
    public async Task A_full_journal_is_503_and_an_empty_one_200_again()
    {
        var settings = RunningHost.Settings with { Storage = Settings with { JournalMaxBytes = 4_000, JournalSegmentBytes = 500 } };
        await using var host = await RunningHost.StartAsync(settings);
        var taken = 0;
        HttpResponseMessage answer;
        while ((answer = await host.PostAsync(OpenTrace.Children(taken + 1))).StatusCode == HttpStatusCode.OK) taken++;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.InRange(taken, 3, 20);
        var metrics = await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync();
        Assert.Contains($"\ntracing_journal_waiting_batches {taken}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ntracing_journal_refused_batches_total 1\n", metrics, StringComparison.Ordinal);
        // Silence settles nothing here, for roots are missing: a stop stores them, and the journal is empty.
        await host.Host.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "journal")));
        await using var again = await RunningHost.StartAsync(settings);
        Assert.Equal(taken, again.Host.Store.Counts.Traces);
        Assert.Equal(HttpStatusCode.OK, (await again.PostAsync(OpenTrace.Children(99))).StatusCode);
    }

    [Fact]
    public async Task In_memory_there_is_no_journal()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Null(host.Host.Journal);
        Assert.DoesNotContain("journal", await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // Each of one span, and closed by it.
    private static string Traces(int first, int count) =>
        SomeJson.Request([.. Enumerable.Range(first, count).Select(trace => SomeJson.Span(1, traceId: $"{trace:x32}"))]);

    private static SpanBatch Read(string json) => OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes(json), out _)!;

    private sealed class GatedSink : ITraceSink
    {
        public System.Collections.Concurrent.ConcurrentQueue<ClosedTrace> Traces { get; } = new();

        public Task Gate { get; set; } = Task.CompletedTask;

        public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            await Gate;
            foreach (var trace in traces) Traces.Enqueue(trace);
        }
    }
}

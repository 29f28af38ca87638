using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Tracing.Contracts;
using Tracing.Wire.Otlp;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors.Reporting;

/// <summary>A reporter that writes spans that wait for too long to files.</summary>
public sealed class ReporterJournalFileTests : TestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly string _folder;

    public ReporterJournalFileTests() : this(Directory.CreateTempSubdirectory("tracing-test-").FullName)
    {
    }

    private ReporterJournalFileTests(string folder) : base(ConfigFor(folder, "10ms")) => _folder = folder;

    [Fact]
    public async Task A_span_that_nobody_takes_is_in_a_file_which_any_reader_of_OTLP_can_read()
    {
        var (tracing, _) = Reporting(Sys);
        var span = tracing.Tracer.StartRoot("waits");
        span.End();
        var file = await FileAsync(_folder);
        var read = OtlpSkim.TryRead(await File.ReadAllBytesAsync(file), out _);
        Assert.Equal(span.Context.SpanId, Assert.Single(read!.Spans).SpanId);
    }

    [Fact]
    public async Task The_file_goes_when_its_spans_are_stored()
    {
        var (tracing, collector) = Reporting(Sys);
        tracing.Tracer.StartRoot("waits").End();
        await FileAsync(_folder);
        Answer(collector, await collector.ExpectMsgAsync<TakeBatch>(_patience));
        await AwaitAssertAsync(() => Assert.Empty(Files(_folder)), _patience);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_that_was_written_because_the_next_one_sends_it()
    {
        var (tracing, _) = Reporting(Sys);
        var span = tracing.Tracer.StartRoot("survives");
        span.End();
        // A copy is what is left on the disk after kill -9.
        var left = Directory.CreateTempSubdirectory("tracing-test-").FullName;
        var file = await FileAsync(_folder);
        File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        var next = ActorSystem.Create("next", ConfigFor(left, "10ms"));
        try
        {
            var (_, collector) = Reporting(next);
            var take = await collector.ExpectMsgAsync<TakeBatch>(_patience);
            Assert.Equal(span.Context.SpanId, Assert.Single(take.Batch.Spans).SpanId);
            Answer(collector, take);
            await AwaitAssertAsync(() => Assert.Empty(Files(left)), _patience);
        }
        finally
        {
            await next.Terminate();
        }
    }

    [Fact]
    public async Task A_span_that_is_stored_in_time_is_never_written()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-test-").FullName;
        var system = ActorSystem.Create("quick", ConfigFor(folder, "10m"));
        var (tracing, collector) = Reporting(system);
        tracing.Tracer.StartRoot("quick").End();
        Answer(collector, await collector.ExpectMsgAsync<TakeBatch>(_patience));
        Assert.True(await tracing.DrainAsync(_patience));
        await system.Terminate();
        // At its end a journal writes all that is not stored.
        Assert.Empty(Files(folder));
    }

    [Fact]
    public async Task What_waits_when_the_system_stops_is_written_however_young_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-test-").FullName;
        var system = ActorSystem.Create("stopped", ConfigFor(folder, "10m"));
        var (tracing, collector) = Reporting(system);
        tracing.Tracer.StartRoot("young").End();
        await collector.ExpectMsgAsync<TakeBatch>(_patience);
        await system.Terminate();
        // The system's end and the journal's are told to us in any order.
        await AwaitAssertAsync(() => Assert.Single(Files(folder)), _patience);
    }

    [Fact]
    public void A_folder_that_another_process_uses_is_refused()
    {
        ActorTracing.For(Sys);
        var second = ActorSystem.Create("second", ConfigFor(_folder, "10ms"));
        try
        {
            var refused = Assert.Throws<ConfigurationException>(() => ActorTracing.For(second));
            Assert.Contains(JournalSettings.Key, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            second.Terminate();
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_and_holds_up_no_other()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "000000000001.otlp"), "no OTLP at all");
        var system = ActorSystem.Create("damaged", ConfigFor(folder, "10ms"));
        try
        {
            var (tracing, collector) = Reporting(system);
            tracing.Tracer.StartRoot("after").End();
            Assert.Single((await collector.ExpectMsgAsync<TakeBatch>(_patience)).Batch.Spans);
            await AwaitAssertAsync(() => Assert.Contains(tracing.Health.Reasons, reason => reason.Code == ReporterJournal.Problem), _patience);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static Config ConfigFor(string folder, string after) => ConfigurationFactory.ParseString($$"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        tracing.reporter { interval = 5ms, journal = "{{folder.Replace('\\', '/')}}", journal-after = {{after}} }
        """);

    private static string[] Files(string folder) => Directory.GetFiles(folder, "*.otlp");

    private async Task<string> FileAsync(string folder)
    {
        await AwaitAssertAsync(() => Assert.NotEmpty(Files(folder)), _patience);
        return Files(folder)[0];
    }

    private (ActorTracing Tracing, TestProbe Collector) Reporting(ActorSystem system)
    {
        var (tracing, collector) = (ActorTracing.For(system), CreateTestProbe(system));
        tracing.ReportTo(collector);
        return (tracing, collector);
    }

    private static void Answer(TestProbe collector, TakeBatch take) =>
        collector.Reply(new BatchAnswered(new BatchAnswer(take.Id, IsStored: true, Shard: 0, Incarnation: 1)));
}

using System.CommandLine;
using Tracing.Actors;
using Tracing.Actors.Tutorial;
using Tracing.Closing;
using Tracing.Configuration;
using Tracing.Contracts;
using Tracing.Demo.Untouched;
using Tracing.Hosting.CommandLine;
using Tracing.Sinks;
using Tracing.Sqlite;
using Tracing.Storage;

namespace Tracing.Demo.Tutorial;

/// <summary><c>./run demo</c>: the tutorial, its traces as trees, and a summary.</summary>
internal sealed class DemoCommand(TimeProvider time)
{
    private const int MaxRequests = 1_000_000;

    /// <summary>Up to so many requests, each trace is printed and they are made one after the other, as in the
    /// tutorial.</summary>
    private const int FewRequests = 20;

    private const int ManyParallel = 64;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly CollectorFlags _collector = new(SettingFlags.OfDemo());
    private readonly Option<string> _requests = new("--requests") { Description = "how many, 1 to 1000000 (3)" };
    private readonly Option<string> _parallel = new("--parallel") { Description = "at a time, 1 to 1000 (1; 64 from 21 requests on)" };
    private readonly Option<string> _failRate = new("--fail-rate") { Description = "the share that fails, 0 to 1 (0)" };
    private readonly Option<string> _json = new("--json") { Description = "writes the traces to a file, as OTLP/JSON" };
    private readonly Option<string> _protobuf = new("--protobuf") { Description = "writes the traces to a file, as OTLP protobuf" };

    private readonly Option<bool> _zeroCode = new("--zero-code")
    {
        Description = "instead: two nodes of actors that know nothing of tracing, traced by one line of HOCON",
    };

    public Command Create()
    {
        var command = new Command("demo", "the tutorial: Client → OrderService; prints each trace as a tree");
        foreach (var option in new Option[] { _requests, _parallel, _failRate, _json, _protobuf, _zeroCode }) command.Options.Add(option);
        _collector.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var flags = new ConfigReader(new OptionSource(parsed, _requests, _parallel, _failRate));
        var requests = flags.Int("--requests", 3, 1, MaxRequests);
        var parallel = flags.Int("--parallel", requests <= FewRequests ? 1 : ManyParallel, 1, 1000);
        var work = new OrderDelays(flags.Fraction("--fail-rate", 0), time).Work;
        var (options, config) = _collector.Read(parsed);
        var storage = StorageSettings.Read(config);
        using var json = OutputFile.Open("--json", parsed.GetValue(_json));
        using var protobuf = OutputFile.Open("--protobuf", parsed.GetValue(_protobuf));

        var output = parsed.InvocationConfiguration.Output;
        var traces = new DemoTraces(requests <= FewRequests ? output.WriteLine : null, json is not null || protobuf is not null);

        DropCounters drops;
        CollectorCounts counts;
        int made;
        // It leaves nothing behind, unless it is asked on the command line to.
        var isKept = storage.Store == StoreKind.Sqlite
            && options.Flags.Any(flag => flag.Key == "tracing.storage.path");
        await using var store = isKept
            ? SqliteTraceStore.Open(storage, time, parsed.InvocationConfiguration.Error.WriteLine)
            : null;
        await using (var engine = ActorEngine.Start(
            options.Hocon, options.Flags, options.Assembler, store is null ? traces : new TraceSinks(store, traces)))
        {
            await output.WriteLineAsync($"Akka.NET {ActorEngine.AkkaVersion}, {requests} requests{Environment.NewLine}");
            if (parsed.GetValue(_zeroCode))
            {
                // Disposed before the engine: its systems report for the last time when they stop.
                await using var shop = new UntouchedShop(engine.Collector);
                made = await MakeAsync(shop.MakeRequestAsync, requests, parallel, output, stopping);
            }
            else
            {
                var tutorial = TutorialActors.Start(engine.System, work, parallel);
                made = await MakeAsync(tutorial.MakeRequestAsync, requests, parallel, output, stopping);
            }
            await engine.DrainAsync(CancellationToken.None);
            await AllClosedAsync(traces, made);
            drops = engine.Recorder.Drops;
            counts = engine.Counts;
        }
        json?.Write(to => DemoFiles.WriteJson(to, traces.Spans));
        protobuf?.Write(to => DemoFiles.WriteProtobuf(to, traces.Spans));
        DemoSummary.Write(output, traces, counts, drops);
        return made == traces.Closed && traces.Count(CompletenessKind.Exact) == made ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<int> MakeAsync(
        MakeRequest make, int requests, int parallel, TextWriter output, CancellationToken stopping)
    {
        if (requests <= FewRequests) return await DemoTraffic.MakeAsync(make, requests, parallel, static _ => { }, stopping);
        using var progress = DemoProgress.Start(requests, output);
        return await DemoTraffic.MakeAsync(make, requests, parallel, progress.Report, stopping);
    }

    // What has been drained is closed at once where it is exact; what is not would wait for its silence, and is closed
    // by the stop that follows.
    private async Task AllClosedAsync(DemoTraces traces, int made)
    {
        var began = time.GetTimestamp();
        while (traces.Closed < made && time.GetElapsedTime(began) < _patience)
            // A count that the sink keeps; a demo of a second need not be told of each trace.
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
    }
}

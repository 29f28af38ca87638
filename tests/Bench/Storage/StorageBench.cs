using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures.OverTime;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Postgres;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Sqlite;
using Tracing.Storage;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;

namespace Tracing.Bench.Storage;

/// <summary>Measures the cost of a span on its way to the disk and there, and how long questions take with a million traces
/// stored.</summary>
internal sealed class StorageBench(int traces, bool usesPostgres = false) : IBench
{
    public const int DefaultTraces = 1_000_000;

    private const int TracesPerPut = 1_000;
    private const int KnownIds = 1_000;
    private const ulong MinuteNanos = 60_000_000_000;

    private readonly List<TraceId> _known = [];
    private ulong _firstStart, _lastStart;

    public void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("tracing-bench-").FullName;
        try
        {
            (usesPostgres ? RunPostgresAsync(output) : RunAsync(folder, output)).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(string folder, TextWriter output)
    {
        var settings = new StorageSettings { Path = folder, MaxAge = TimeSpan.FromDays(3650), MaxBytes = 1L << 40 };
        await using (var store = SqliteTraceStore.Open(settings, tell: output.WriteLine))
            await FillAsync(store, output);
        var bytes = Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length);
        Say(output, "on disk, file and journal after a checkpoint",
            $"{bytes / ((double)traces * StorageLoad.SpansPerTrace):0.0} B a span", "<= 100 B",
            bytes <= 100L * traces * StorageLoad.SpansPerTrace);
        await using var reopened = SqliteTraceStore.Open(settings, tell: output.WriteLine);
        await AskAsync(reopened, output);
    }

    private async Task RunPostgresAsync(TextWriter output)
    {
        if (TestServer.Missing is { } missing)
        {
            output.WriteLine(missing);
            return;
        }
        await using var server = await TestServer.StartAsync();
        var connection = PostgresConnection.TryParse(server.ConnectionString(), out _)!;
        var settings = new StorageSettings { MaxAge = TimeSpan.FromDays(3650), MaxBytes = 1L << 40 };
        await using (var store = await PostgresTraceStore.OpenAsync(connection, settings, tell: output.WriteLine))
            await FillAsync(store, output);
        const string Size = "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c "
            + "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'tracing' AND relkind = 'r'";
        var bytes = await server.SqlAsync("tracing", Size);
        Say(output, "on the server's disk, tables and indexes",
            $"{bytes / ((double)traces * StorageLoad.SpansPerTrace):0.0} B a span", "", true);
        await using var reopened = await PostgresTraceStore.OpenAsync(connection, settings, tell: output.WriteLine);
        await AskAsync(reopened, output);
    }

    private async Task FillAsync(ITraceStore store, TextWriter output)
    {
        // A million traces take seventeen minutes of their own time, of which figures are kept minute by minute.
        var load = new StorageLoad(TimeProvider.System.GetUtcNow().AddMinutes(-20));
        var wireBytes = 0L;
        var cpu = TimeSpan.Zero;
        var wall = TimeSpan.Zero;
        for (var first = 0; first < traces; first += TracesPerPut)
        {
            var put = ImmutableArray.CreateBuilder<ClosedTrace>(TracesPerPut);
            for (var i = first; i < Math.Min(traces, first + TracesPerPut); i++) put.Add(load.Next(i));
            wireBytes += put.Sum(trace => trace.Spans.Sum(span => (long)span.Bytes.Length));
            if (_known.Count < KnownIds || first % 10_000 == 0)
                _known.Add(put[first / TracesPerPut % put.Count].TraceId);
            if (first == 0) _firstStart = put[0].Spans.Min(span => span.StartUnixNanos);
            _lastStart = put[^1].Spans.Min(span => span.StartUnixNanos);
            var (cpuBefore, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await store.PutAsync(put.ToImmutable());
            wall += Stopwatch.GetElapsedTime(began);
            cpu += Environment.CpuUsage.TotalTime - cpuBefore;
        }
        var spans = (double)traces * StorageLoad.SpansPerTrace;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{traces} traces of {StorageLoad.SpansPerTrace} spans, {wireBytes / spans:0} B a span on the wire, ")
            + $"{TracesPerPut} traces a put, {(usesPostgres ? "PostgreSQL with fsync" : "synchronous full")}");
        var aim = usesPostgres ? 50_000 : 100_000;
        Say(output, "stored, per CPU-second of this process", $"{spans / cpu.TotalSeconds:N0} spans/s", $">= {aim:N0}",
            spans / cpu.TotalSeconds >= aim);
        Say(output, "stored, per second of the clock", $"{spans / wall.TotalSeconds:N0} spans/s", "", true);
    }

    private async Task AskAsync(ITraceStore store, TextWriter output)
    {
        var middle = _firstStart + ((_lastStart - _firstStart) / 2);
        var searches = new (string What, TraceQuery Query)[]
        {
            ("newest", new()),
            ("service", new(Service: "payments")),
            ("operation", new(Service: "orders", Operation: "OrderActor Reserve")),
            ("rare operation", new(Operation: "POST /admin/3")),
            ("errors of a service", new(Service: "payments", OnlyErrors: true)),
            ("slow", new(MinDurationNanos: 1_000_000_000)),
            ("slow ones of a rare operation: none", new(Operation: "POST /admin/3", MinDurationNanos: 1_000_000_000)),
            ("partial: none", new(Completeness: CompletenessKind.Partial)),
            ("a minute, half-way back",
                new(Service: "web", FromUnixNanos: middle, UntilUnixNanos: middle + 60_000_000_000)),
            ("a tag that one trace has", new(Attributes: [Order(traces / 2)])),
            ("a tag that no trace has", new(Service: "orders", Attributes: [Order(-1)])),
            ("longer than any: none", new(MinDurationNanos: 3_600_000_000_000)),
        };
        var random = new Random(1);
        await MeasureAsync(output, "by id", 10, 500, () => store.GetAsync(_known[random.Next(_known.Count)]).AsTask());
        foreach (var (what, query) in searches)
            await MeasureAsync(output, $"search: {what}", 100, 40, () => store.FindAsync(query).AsTask());
        await MeasureAsync(output, "services", 100, 20, () => store.ServicesAsync().AsTask());
        var minute = (long)(_firstStart / MinuteNanos);
        var hour = new FigureQuery(minute, minute + 60, 1, FigureGroups.Service | FigureGroups.Operation);
        await MeasureAsync(output, "figures of an hour by operation and minute", 100, 20,
            () => store.FiguresAsync(hour).AsTask());
        foreach (var (what, text) in new[]
        {
            ("rate by service", "{ } | rate() by (resource.service.name)"),
            ("quantiles of a service",
                "{ resource.service.name = `payments` } | quantile_over_time(duration, .95) by (name)"),
            ("rate by an attribute", "{ } | rate() by (span.customer.tier)"),
        })
        {
            var query = TraceQlQuery.TryParse(text, out _)!;
            var steps = new TraceQlSteps((ulong)minute * MinuteNanos, MinuteNanos, 60);
            var metrics = new TraceQlMetrics(store, TimeProvider.System, TimeSpan.FromMinutes(1));
            await MeasureAsync(output, $"TraceQL metrics of an hour: {what}", 500, 3,
                () => metrics.EvaluateAsync(query, steps));
        }
    }

    private static AttributeCondition Order(int number) =>
        AttributeCondition.Equal("order.id", number.ToString(CultureInfo.InvariantCulture));

    private static async Task MeasureAsync<T>(
        TextWriter output, string what, double aimMillis, int times, Func<Task<T>> ask)
    {
        var millis = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await ask();
            millis.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        // The first one too: nothing is in any cache of ours yet.
        millis.Sort();
        var p95 = millis[(int)(millis.Count * 0.95)];
        Say(output, what, string.Create(CultureInfo.InvariantCulture,
            $"p50 {millis[millis.Count / 2]:0.00} ms, p95 {p95:0.00} ms, slowest {millis[^1]:0.0} ms"),
            $"p95 <= {aimMillis:0} ms", p95 <= aimMillis);
    }

    private static void Say(TextWriter output, string what, FormattableString figure, string aim, bool isMet) =>
        Say(output, what, figure.ToString(CultureInfo.InvariantCulture), aim, isMet);

    private static void Say(TextWriter output, string what, string figure, string aim, bool isMet) => output.WriteLine(
        $"{what,-48} {figure,-56} {(aim.Length == 0 ? "" : $"aim {aim}, {(isMet ? "met" : "NOT met")}")}");
}

using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Tracing.Configuration;
using Tracing.Hosting.CommandLine;
using Tracing.Otlp;

namespace Tracing.Demo.Generating;

/// <summary><c>./run generate</c>: traces of a described system, sent to a collector as its clients send them.</summary>
internal sealed class GenerateCommand(TimeProvider time)
{
    private static readonly TimeSpan _progressEvery = TimeSpan.FromSeconds(1);

    private const int MaxSeed = 1_000_000_000;

    private const string Settings = "generate";

    private static readonly (string Key, string Flag)[] _flagOf =
        [("endpoint", "--to"), ("protocol", "--protocol"), ("headers", "--token-file"), ("certificate", "--certificate")];

    private readonly Option<string> _to = new("--to")
    {
        Description = "the collector (http://127.0.0.1:4318; 4317 for grpc, 9411 for zipkin)",
    };

    private readonly Option<string> _protocol = new("--protocol")
    {
        Description = "http/protobuf, grpc or zipkin (http/protobuf)",
    };

    private readonly Option<string> _traces = new("--traces") { Description = "how many; 0: until Ctrl-C (1000)" };
    private readonly Option<string> _rate = new("--rate")
    {
        Description = "traces a second; 0: as fast as they are taken (0)",
    };

    private readonly Option<string> _connections = new("--connections")
    {
        Description = "requests at a time, 1 to 64 (4)",
    };

    private readonly Option<string> _seed = new("--seed")
    {
        Description = "of the random numbers; the same one gives the same ids (a new one)",
    };

    private readonly Option<string> _system = new("--system")
    {
        Description = "HOCON file that describes the system, as hocon/shop.conf does",
    };

    private readonly HostAccess _access = new("TRACING_HOST_DOOR_TOKEN", "TRACING_HOST_TOKEN");
    private readonly Option<string> _ids = new("--ids")
    {
        Description = "writes a line with id and spans of each trace that was taken",
    };


    public Command Create()
    {
        var command = new Command("generate", "sends traces of a described system to a collector, and says what was taken");
        foreach (var option in new[] { _to, _protocol, _traces, _rate, _connections, _seed, _system, _ids })
            command.Options.Add(option);
        _access.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var flags = new ConfigReader(new OptionSource(parsed, _to, _protocol, _traces, _rate, _connections, _seed));
        var file = parsed.GetValue(_system);
        var plan = SystemPlan.Parse(
            file is null
                ? EmbeddedText.Read(typeof(GenerateCommand).Assembly, "Tracing.Demo.shop.conf")
                : CollectorFlags.ReadFile(file, "--system"),
            file ?? "shop.conf");
        using var sender = Sender(flags, _access.Token(parsed), _access.Trusted(parsed));
        var output = parsed.InvocationConfiguration.Output;
        await using var ids = IdFile(parsed.GetValue(_ids));
        var run = new GenerateRun(plan, sender, flags.Int("--traces", 1_000, 0, int.MaxValue),
            flags.Number("--rate", 0, 0, 1_000_000), flags.Int("--connections", 4, 1, 64),
            flags.Int("--seed", Random.Shared.Next(MaxSeed), 0, MaxSeed), time, ids is null ? null : (id, spans) =>
            {
                lock (ids) ids.WriteLine($"{id} {spans}");
            });

        var start = time.GetTimestamp();
        var sending = run.RunAsync(stopping);
        using (var timer = new PeriodicTimer(_progressEvery, time))
            while (await Task.WhenAny(sending, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != sending)
                await parsed.InvocationConfiguration.Error.WriteLineAsync(Line(run.Counts, time.GetElapsedTime(start)));
        await sending;
        await output.WriteLineAsync(Line(run.Counts, time.GetElapsedTime(start)));
        if (run.Counts.Problem is { } problem) await output.WriteLineAsync($"last problem: {WithFlags(problem)}");
        return run.Counts.Lost == 0 && run.Counts.Spans > 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static ISpanSender Sender(ConfigReader flags, string? token, X509Certificate2Collection? trusted)
    {
        var protocol = flags.Choice("--protocol", "http/protobuf", "http/protobuf", "grpc", "zipkin");
        var port = protocol switch { "grpc" => 4317, "zipkin" => 9411, _ => 4318 };
        var text = flags.Text("--to", $"http://127.0.0.1:{port}");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var to) || to.Scheme is not ("http" or "https"))
            throw flags.Refuse("--to", text, "must be an http or https address, such as http://127.0.0.1:4318");
        var destination = new OtlpDestination(to)
        {
            Protocol = protocol == "grpc" ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf,
            Settings = Settings,
            Timeout = TimeSpan.FromSeconds(30),
            Headers = token is null ? [] : [new("Authorization", $"Bearer {token}")],
            TrustedCertificates = trusted,
        };
        return protocol == "zipkin" ? new ZipkinSpanSender(destination) : new OtlpSpanSender(destination);
    }

    // A problem names settings of HOCON; here they are flags.
    private static string WithFlags(string problem) => _flagOf.Aggregate(
        problem, static (text, one) => text.Replace($"{Settings}.{one.Key}", one.Flag, StringComparison.Ordinal));

    private static StreamWriter? IdFile(string? path)
    {
        if (path is null) return null;
        try
        {
            // Each line is there when its trace was taken, also when this process is ended.
            return new StreamWriter(path) { AutoFlush = true };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("--ids", path, $"cannot be written: {cause.Message}");
        }
    }

    private static string Line(GenerateCounts counts, TimeSpan passed) => string.Create(CultureInfo.InvariantCulture,
        $"{passed.TotalSeconds,6:F1} s  {counts.Traces:N0} traces, {counts.Spans:N0} spans taken, "
        + $"{counts.Spans / Math.Max(0.001, passed.TotalSeconds):N0} spans/s, {counts.Lost:N0} spans lost, {counts.Retries:N0} requests sent again");
}

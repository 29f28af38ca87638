using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tracing.Actors;
using Tracing.Hosting.Doors.OtlpGrpc;
using Tracing.Storage;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Doors;

/// <summary>A hundred thousand requests that are almost right, at all doors.</summary>
public class MutatedRequestsTests
{
    private const int Count = 100_000;
    // Few, so that the tests beside it are not starved.
    private const int AtOnce = 2;
    private const long MaxGrowth = 256L << 20;

    private const string Zipkin = """
        [{"traceId":"5af7183fb1d4cf5f","id":"a","parentId":"9","kind":"CLIENT","name":"call","timestamp":1767323045000000,
          "duration":9000,"localEndpoint":{"serviceName":"front","ipv4":"127.0.0.1","port":80},"annotations":
          [{"timestamp":1767323045000001,"value":"ws"}],"tags":{"a":"b","error":"no"},"shared":true}]
        """;

    private static readonly HashSet<int> _declared = [200, 202, 400, 404, 405, 413, 415, 503];

    private static byte[] Json { get; } = Encoding.UTF8.GetBytes(SomeJson.Request(
        SomeJson.Span(1, children: 1, tags: """,{"key":"k","value":{"arrayValue":{"values":[{"stringValue":"\u00fc"}]}}}"""),
        SomeJson.Span(2, parent: 1, more: ""","events":[{"timeUnixNano":"1","name":"e"}],"status":{"code":2}""")));

    private static byte[] Protobuf { get; } = OtlpJsonReader.TryReadToProtobuf(Json, out _)!;

    [Fact]
    public async Task Every_one_is_answered_with_a_declared_status_what_is_taken_is_stored_and_no_memory_is_kept()
    {
        using var folder = new TemporaryFolder();
        var settings = RunningHost.Settings with { MemoryBytes = 16 << 20, Storage = folder.Settings };
        var told = new ConcurrentQueue<string>();
        await using var host = await RunningHost.StartAsync(
            settings, sink => ActorEngine.Start("", [], settings.Assembler, sink), told.Enqueue);
        using var client = new HttpClient();
        var statuses = new ConcurrentDictionary<string, int>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, stopping) =>
            {
                var random = new Random(number);
                using var request = Request(host, number, random);
                using var answer = await client.SendAsync(request, stopping);
                var status = (int)answer.StatusCode;
                statuses.AddOrUpdate($"{request.RequestUri!.Port == host.Host.ZipkinAddress.Port} {status}", 1, static (_, n) => n + 1);
                Assert.True(_declared.Contains(status), $"request {number} was answered with {status}");
            });
        Assert.Contains("False 200", statuses.Keys);
        Assert.Contains("False 400", statuses.Keys);
        Assert.Contains("True 202", statuses.Keys);
        Assert.Contains("True 400", statuses.Keys);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxGrowth);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(SomeJson.Request(SomeJson.Span(7)))).StatusCode);
        Assert.Equal(0, host.Host.Engine.Counts.SinkFailures);
        Assert.Equal("", string.Join('\n', told.Where(line => line.Contains("cannot be stored", StringComparison.Ordinal))));
    }

    private static HttpRequestMessage Request(RunningHost host, int number, Random random)
    {
        var (address, body, type) = (number % 5) switch
        {
            0 => (new Uri(host.Host.OtlpHttpAddress, "v1/traces"), Json, "application/json"),
            1 => (new Uri(host.Host.OtlpHttpAddress, "v1/traces"), Protobuf, "application/x-protobuf"),
            2 => (new Uri(host.Host.ZipkinAddress, "api/v2/spans"), Encoding.UTF8.GetBytes(Zipkin), "application/json"),
            3 => (new Uri(host.Host.ZipkinAddress, "api/v2/spans"), Protobuf, "application/x-protobuf"),
            _ => (new Uri(host.Host.OtlpGrpcAddress, "opentelemetry.proto.collector.trace.v1.TraceService/Export"),
                GrpcClient.Frame(Protobuf), "application/grpc"),
        };
        body = Mutated(body, random);
        var isGrpc = type == "application/grpc";
        var encoding = !isGrpc && random.Next(4) == 0 ? Pick(random, "gzip", "deflate", "zstd", "identity") : null;
        if (encoding is not null && random.Next(2) == 0) body = Mutated(SomePacked.Of(body, encoding), random);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(
            random.Next(50) == 0 ? Pick(random, "text/plain", "application/json", "application/x-protobuf") : type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        if (isGrpc)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        return request;
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    private static byte[] Mutated(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var times = random.Next(4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at))); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }
        return [.. bytes];
    }
}

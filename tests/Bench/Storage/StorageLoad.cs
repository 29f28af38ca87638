using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Bench.Storage;

/// <summary>Closed traces of a shop: eight spans of five services, with some eight attributes each, of which a few
/// differ from trace to trace.</summary>
/// <param name="begin">The start of the first trace.</param>
internal sealed class StorageLoad(DateTimeOffset begin)
{
    public const int SpansPerTrace = 8;

    private static readonly (string Service, string Name, SpanKind Kind, int Parent)[] _steps =
    [
        ("web", "POST /orders", SpanKind.Server, -1),
        ("web", "OrderGateway PlaceOrder", SpanKind.Consumer, 0),
        ("orders", "OrderService PlaceOrder", SpanKind.Consumer, 1),
        ("orders", "OrderActor Reserve", SpanKind.Consumer, 2),
        ("stock", "StockActor Reserve", SpanKind.Consumer, 3),
        ("payments", "PaymentService Charge", SpanKind.Consumer, 2),
        ("payments", "POST https://bank.example/charge", SpanKind.Client, 5),
        ("mail", "MailActor SendReceipt", SpanKind.Consumer, 2),
    ];

    private static readonly string[] _tiers = ["basic", "silver", "gold"];
    private static readonly string[] _verbs =
        ["GET /orders/{id}", "POST /orders", "PUT /orders/{id}", "DELETE /orders/{id}"];

    private readonly Random _random = new(20260102);
    private readonly ProtoWriter _to = new();
    private readonly Dictionary<string, SpanOrigin> _origins = [];
    private ulong _now = (ulong)(begin - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>One trace in a thousand is slow, one in fifty has an error, one in a hundred is of a rare
    /// operation.</summary>
    public ClosedTrace Next(int number)
    {
        _now += (ulong)_random.Next(50_000, 2_000_000);
        var id = new TraceId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
        var slow = number % 1000 == 7;
        var failed = number % 50 == 3;
        var rare = number % 100 == 11;
        var ids = new SpanId[SpansPerTrace];
        for (var i = 0; i < ids.Length; i++) ids[i] = new SpanId((ulong)_random.NextInt64());
        // As they end: the root last.
        var spans = ImmutableArray.CreateBuilder<RawSpan>(SpansPerTrace);
        for (var i = SpansPerTrace - 1; i >= 0; i--) spans.Add(Span(id, ids, i, number, slow, failed, rare));
        return new ClosedTrace(id, 0, Completeness.Exact, spans.MoveToImmutable(), 0,
            DateTimeOffset.UnixEpoch.AddTicks((long)(_now / 100)));
    }

    private RawSpan Span(TraceId trace, SpanId[] ids, int at, int number, bool slow, bool failed, bool rare)
    {
        var (service, name, kind, parent) = _steps[at];
        if (at == 0) name = rare ? $"POST /admin/{number % 7}" : _verbs[number % _verbs.Length];
        var start = _now + (ulong)((at * 700_000) + _random.Next(20_000, 600_000));
        var took = (ulong)_random.Next(80_000, 40_000_000) * (slow ? 200UL : 1UL);
        var record = new SpanData
        {
            TraceId = trace,
            SpanId = ids[at],
            ParentSpanId = parent < 0 ? default : ids[parent],
            Name = name,
            Kind = kind,
            StartUnixNanos = start,
            EndUnixNanos = start + took,
            Status = failed && at == 5 ? SpanStatus.Error : SpanStatus.Unset,
            StatusMessage = failed && at == 5 ? "card refused" : null,
            Flags = 0x101,
            Tags = kind == SpanKind.Consumer ? Actor(at, number) : Http(number),
        };
        _to.Clear();
        OtlpSpanWriter.Write(_to, 1, record);
        var reader = new ProtoReader(_to.Written);
        reader.Next();
        OtlpSkim.TryReadSpan(reader.Content.ToArray(), Origin(service), out var raw, out _);
        return raw;
    }

    private ImmutableArray<Tag> Actor(int at, int number) =>
    [
        new("messaging.system", "akka"), new("messaging.operation.type", "process"),
        new("akka.actor.path", $"/user/orders/shard-{_random.Next(64)}/actor-{at}"),
        new("akka.actor.type", $"Shop.{_steps[at].Service}.{_steps[at].Name.Split(' ')[0]}"),
        new("akka.message.type", $"Shop.Messages.{_steps[at].Name.Split(' ')[^1]}"),
        at == 3 ? new("order.id", number) : new("customer.tier", _tiers[number % _tiers.Length]),
        new(TracingTags.Children, at is 2 ? 3 : at is 4 or 7 ? 0 : 1),
        new(TracingTags.MailboxWaitNanos, _random.Next(500, 90_000)),
    ];

    private static ImmutableArray<Tag> Http(int number) =>
    [
        new("http.request.method", "POST"), new("http.response.status_code", 200),
        new("server.address", "shop.example"), new("server.port", 443), new("url.path", $"/orders/{number % 5000}"), new("network.protocol.version", "2"),
        new("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) shop-app/4.2"),
        new(TracingTags.Children, number % 2),
    ];

    private SpanOrigin Origin(string service)
    {
        if (_origins.TryGetValue(service, out var origin)) return origin;
        var resource = new ProtoWriter();
        OtlpValueWriter.Tags(resource, OtlpFields.Resource.Attributes,
        [
            new Tag(Resource.ServiceNameKey, service), new Tag("service.version", "4.2.0"),
            new Tag("host.name", "node-1"),
        ]);
        _origins.Add(service, origin = new SpanOrigin(resource.ToArray(), "", default, ""));
        return origin;
    }
}

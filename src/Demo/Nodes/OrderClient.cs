using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Tracing.Actors;
using Tracing.Clustering;

namespace Tracing.Demo.Nodes;

/// <summary>A node's part of the demo: it has a desk and a stock, and makes requests whose way leads over three nodes,
/// where there are as many. Any thread.</summary>
#pragma warning disable CA1001 // The semaphore has no handle, for nobody asks for one.
internal sealed class OrderClient
#pragma warning restore CA1001
{
    /// <summary>Requests of one node that may be under way; the rest of what it was told to make waits.</summary>
    private const int MaxUnderWay = 1_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Time within which another node must answer whether this one may leave.</summary>
    private static readonly TimeSpan _answerTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    private readonly Cluster _cluster;
    private readonly OrderWays _ways;
    private readonly TimeProvider _time;
    private readonly IActorRefProvider _provider;
    private readonly RequestJournal? _journal;
    private readonly Tracer _tracer;
    private readonly SemaphoreSlim _places = new(MaxUnderWay);
    private long _started;
    private long _ended;
    private long _failed;

    public OrderClient(ActorSystem system, RequestJournal? journal, TimeProvider time)
    {
        _cluster = Cluster.Get(system);
        _ways = new OrderWays(_cluster, ClusterTracing.For(system).Settings.Role);
        _time = time;
        _provider = ((ExtendedActorSystem)system).Provider;
        _journal = journal;
        _tracer = ActorTracing.For(system).TracerFor("Client");
        system.ActorOf(Props.Create(() => new OrderDesk()), "orders");
        system.ActorOf(Props.Create(() => new Stock()), "stock");
        system.ActorOf(Props.Create(() => new LeaveDesk(_ways)), LeaveDesk.Name);
    }

    public static Type[] Messages =>
        [typeof(PlaceOrder), typeof(ReserveStock), typeof(OrderPlaced), typeof(MayLeave), typeof(StillUnderWay)];

    public long Started => Volatile.Read(ref _started);

    public long Ended => Volatile.Read(ref _ended);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Makes so many requests; returns when the last one is under way.</summary>
    public async Task MakeAsync(int count, CancellationToken stopping)
    {
        for (var i = 0; i < count; i++)
        {
            await _places.WaitAsync(stopping).ConfigureAwait(false);
            _ = MakeOneAsync(Interlocked.Increment(ref _started));
        }
    }

    /// <summary>Returns when no request is under way that was made here or leads over this node, so that it can leave
    /// without spoiling one; or, when one does not end, a second after it should have.</summary>
    /// <remarks>For a node that makes no more requests.</remarks>
    public async Task CloseAsync()
    {
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < _patience + _answerTime)
        {
            if (await MayLeaveAsync().ConfigureAwait(false) && Ended == Started) return;
            // The others' requests end on other nodes: nothing here hears of it but by asking again.
            await Task.Delay(_look, _time).ConfigureAwait(false);
        }
    }

    private async Task<bool> MayLeaveAsync()
    {
        var ask = new MayLeave(_cluster.SelfUniqueAddress.Uid);
        try
        {
            var answers = await Task.WhenAll(_ways.Others.Select(node =>
                _provider.ResolveActorRef($"{node.Address}/user/{LeaveDesk.Name}").Ask<StillUnderWay>(ask, _answerTime)))
                .ConfigureAwait(false);
            return answers.All(answer => answer.Requests == 0);
        }
        catch (Exception silent) when (silent is AskTimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task MakeOneAsync(long number)
    {
        var way = _ways.Begin(number);
        var trace = default(TraceId);
        var succeeded = false;
        try
        {
            await Spans.RunRootAsync(DemoSpans.PlaceOrder, async () =>
            {
                trace = Span.Current?.Context.TraceId ?? default;
                _journal?.Begin(trace, Port(_cluster.SelfAddress), Port(way.Desk.Address), Port(way.Stock.Address));
                var order = number.ToString(CultureInfo.InvariantCulture);
                await _provider.ResolveActorRef($"{way.Desk.Address}/user/orders")
                    .AskTraced<OrderPlaced>(new PlaceOrder(order, $"{way.Stock.Address}/user/stock"), _patience)
                    .ConfigureAwait(false);
            }, _tracer).ConfigureAwait(false);
            succeeded = true;
        }
#pragma warning disable CA1031 // The demo goes on whatever a request fails with: its span says it.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
        }
        finally
        {
            _journal?.End(trace, succeeded);
            _ways.End(way);
            Interlocked.Increment(ref _ended);
            _places.Release();
        }
    }

    private static int Port(Address address) => address.Port ?? 0;
}

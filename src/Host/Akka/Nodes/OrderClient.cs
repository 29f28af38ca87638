using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Tracing.Actors;

namespace Tracing.Hosting.Nodes;

/// <summary>A node's part of the demo: it has a desk and a stock, and makes requests whose way leads over three nodes,
/// where there are as many. Any thread.</summary>
#pragma warning disable CA1001 // The semaphore has no handle, for nobody asks for one.
internal sealed class OrderClient
#pragma warning restore CA1001
{
    /// <summary>Requests of one node that may be under way; the rest of what it was told to make waits.</summary>
    private const int MaxUnderWay = 1_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Cluster _cluster;
    private readonly IActorRefProvider _provider;
    private readonly RequestJournal? _journal;
    private readonly Tracer _tracer;
    private readonly SemaphoreSlim _places = new(MaxUnderWay);
    private long _started;
    private long _ended;
    private long _failed;

    public OrderClient(ActorSystem system, RequestJournal? journal)
    {
        _cluster = Cluster.Get(system);
        _provider = ((ExtendedActorSystem)system).Provider;
        _journal = journal;
        _tracer = ActorTracing.For(system).TracerFor("Client");
        system.ActorOf(Props.Create(() => new OrderDesk()), "orders");
        system.ActorOf(Props.Create(() => new Stock()), "stock");
    }

    public static Type[] Messages => [typeof(PlaceOrder), typeof(ReserveStock), typeof(OrderPlaced)];

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

    private async Task MakeOneAsync(long number)
    {
        var trace = default(TraceId);
        var succeeded = false;
        try
        {
            var (desk, stock) = Choose(number);
            await Spans.RunRootAsync(DemoSpans.PlaceOrder, async () =>
            {
                trace = Span.Current?.Context.TraceId ?? default;
                _journal?.Begin(trace, Port(_cluster.SelfAddress), Port(desk), Port(stock));
                var order = number.ToString(CultureInfo.InvariantCulture);
                await _provider.ResolveActorRef($"{desk}/user/orders")
                    .AskTraced<OrderPlaced>(new PlaceOrder(order, $"{stock}/user/stock"), _patience).ConfigureAwait(false);
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
            Interlocked.Increment(ref _ended);
            _places.Release();
        }
    }

    private (Address Desk, Address Stock) Choose(long number)
    {
        var state = _cluster.State;
        Address[] others = [.. state.Members.Where(member => member.Status == MemberStatus.Up
            && !state.Unreachable.Contains(member) && member.Address != _cluster.SelfAddress).Select(member => member.Address)];
        if (others.Length == 0) return (_cluster.SelfAddress, _cluster.SelfAddress);
        var first = (int)(number % others.Length);
        // With two nodes the way leads there and back.
        return (others[first], others.Length == 1 ? _cluster.SelfAddress : others[(first + 1) % others.Length]);
    }

    private static int Port(Address address) => address.Port ?? 0;
}

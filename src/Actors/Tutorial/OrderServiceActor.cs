using Akka.Actor;

namespace Tracing.Actors.Tutorial;

/// <summary>The tutorial's service: <c>handle_request</c>, and within it <c>process_data</c>.</summary>
internal sealed class OrderServiceActor : TracedReceiveActor
{
    private readonly OrderWork _work;

    public OrderServiceActor(OrderWork work)
    {
        _work = work;
        ReceiveAsync<OrderRequest>("handle_request", HandleRequestAsync);
    }

    protected override string ServiceName => "OrderService";

    public static Props Props(OrderWork work) => Akka.Actor.Props.Create(() => new OrderServiceActor(work));

    private async Task HandleRequestAsync(OrderRequest request)
    {
        var client = Sender;
        try
        {
            await _work.Accept();
            client.Tell(new OrderReply(request.RequestId, await ProcessDataAsync(request.Payload)));
        }
        catch (Exception cause)
        {
            client.Tell(new Status.Failure(cause));
            throw;
        }
    }

    [Traced("process_data")]
    private Task<string> ProcessDataAsync(string payload) => _work.Process(payload);
}

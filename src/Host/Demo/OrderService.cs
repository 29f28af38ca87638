namespace Tracing.Hosting.Demo;

/// <summary>The tutorial's service as a plain class.</summary>
internal sealed class OrderService(Tracer tracer, OrderWork work) : ITracedService
{
    public Tracer Tracer => tracer;

    [Traced("handle_request")]
    public async Task<string> HandleRequestAsync(string payload)
    {
        await work.AcceptAsync();
        return await ProcessDataAsync(payload);
    }

    [Traced("process_data")]
    private Task<string> ProcessDataAsync(string payload) => work.ProcessAsync(payload);
}

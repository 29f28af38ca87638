namespace Tracing.Hosting.Demo;

/// <summary>The tutorial's client as a plain class: the attribute alone makes each request a trace.</summary>
internal sealed class Client(Tracer tracer, OrderService service) : ITutorial, ITracedService
{
    public Tracer Tracer => tracer;

    public async Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping)
    {
        try
        {
            await MakeRequestAsync(id).WaitAsync(stopping);
            return null;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            return cause;
        }
    }

    [TraceRoot("make_request")]
    private Task<string> MakeRequestAsync(string id) => service.HandleRequestAsync($"request_{id}");
}

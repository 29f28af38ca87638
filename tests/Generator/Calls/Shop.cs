namespace Tracing.Generator.Calls;

/// <summary>A class with its own service, whose tracer may be missing.</summary>
internal sealed class Shop(Func<Tracer> tracer) : ITracedService
{
    public Tracer Tracer => tracer();

    [Traced("sell")]
    public void Sell()
    {
    }

    [TraceRoot("open")]
    public void Open() => Sell();
}

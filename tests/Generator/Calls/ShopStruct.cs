namespace Tracing.Generator.Calls;

internal readonly struct ShopStruct(Tracer tracer) : ITracedService
{
    public Tracer Tracer { get; } = tracer;

    [Traced("sell")]
    public void Sell()
    {
    }
}

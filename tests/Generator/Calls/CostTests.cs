namespace Tracing.Generator.Calls;

public class CostTests
{
    private readonly Worker _worker = new();
    private readonly Func<Task> _nothing = () => Task.CompletedTask;

    [Fact]
    public void A_call_without_a_trace_allocates_nothing() => Assert.Equal(0, BytesOfCalls());

    [Fact]
    public void A_call_in_an_unsampled_trace_allocates_nothing()
    {
        var unsampled = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        Assert.Equal(0, Spans.RunRoot("caller", BytesOfCalls, unsampled.Tracer));
    }

    private long BytesOfCalls()
    {
        Calls(1);
        return Allocations.Least(() => Calls(1000));
    }

    private void Calls(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _worker.Void(_nothing);
            _worker.Value(_nothing);
            _worker.Private(_nothing);
            Worker.Static(_nothing);
            _worker.Generic(_nothing, i);
            _ = _worker.Task(_nothing);
        }
    }
}

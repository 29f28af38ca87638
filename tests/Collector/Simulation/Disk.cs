using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Keeping;

namespace Tracing.Simulation;

/// <summary>A node's store. It may be slow or fail, but the traces that it has taken survive every crash.</summary>
internal sealed class Disk(VirtualTime time, Dice dice, Faults faults, Laws laws, Tally tally)
{
    private MemoryTraceStore Store { get; } = new(MemoryTraceStore.DefaultMaxBytes);

    public bool IsCalm { get; set; }

    /// <param name="done">Is told whether the put succeeded. A failed put may have stored all, some or nothing.</param>
    public void Put(ImmutableArray<ClosedTrace> traces, Action<bool> done)
    {
        var latency = !IsCalm && dice.Chance(faults.SlowPuts) ? dice.Millis(200, 2_000) : dice.Millis(1, 20);
        time.After(latency, () =>
        {
            var fails = !IsCalm && dice.Chance(faults.StoreFailures);
            var stored = fails ? traces[..dice.Between(0, traces.Length)] : traces;
            if (fails) tally.Count("put failed");
            // A memory store completes at once.
            Store.PutAsync(stored).AsTask().GetAwaiter().GetResult();
            foreach (var trace in stored) laws.Stored(this, trace);
            done(!fails);
        });
    }

    public KeptTrace? Find(TraceId id) => Store.GetAsync(id).AsTask().GetAwaiter().GetResult();

    public ImmutableArray<KeptTrace> All() => Store.FindAsync(new TraceQuery()).AsTask().GetAwaiter().GetResult();
}

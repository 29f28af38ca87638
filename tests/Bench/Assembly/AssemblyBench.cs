using System.Diagnostics;
using System.Globalization;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.TailSampling;
using Tracing.TailSampling.Policies;
using Tracing.Wire.Otlp;

namespace Tracing.Bench.Assembly;

/// <summary>Measures what a span costs the collector, from OTLP bytes to a closed trace, and what it holds while its trace is
/// open.</summary>
internal sealed class AssemblyBench : IBench
{
    private const int Traces = 16_384;
    private const int Passes = 9;

    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public void Run(TextWriter output)
    {
        var together = AssemblyLoad.Requests(Traces, spread: false, rootless: false);
        var spread = AssemblyLoad.Requests(Traces, spread: true, rootless: false);
        var wireBytes = together.Sum(request => (long)request.Length) / (Traces * AssemblyLoad.SpansPerTrace);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Traces} traces of {AssemblyLoad.SpansPerTrace} spans with 8 attributes, {wireBytes} B a span on the wire; one thread, median of {Passes} passes"));
        output.WriteLine();
        output.WriteLine($"{"what",-58}{"spans/s",12}{"ns/span",9}{"B/span",8}  aim");
        Row(output, "skim alone", together, Skim, "");
        Row(output, "skim + assemble + close, trace in one request", together, Assemble, "1,000,000 spans/s");
        Row(output, "skim + assemble + close, trace in eight requests", spread, Assemble, "1,000,000 spans/s");
        Held(output);
        ManyPolicies(output, together);
    }

    // No policy matches, so that each is asked about each trace.
    private static void ManyPolicies(TextWriter output, List<byte[]> requests)
    {
        const int Policies = 10_000, Asked = 512;
        var slow = new SamplingSettings
        {
            Policies =
            [
                .. Enumerable.Range(0, Policies).Select(i => new PolicyDefinition($"slow-{i}", PolicyNature.Match,
                    () => new SlowerThanPolicy(TimeSpan.FromSeconds(i + 60), null))),
            ],
        };
        var sampler = new TailSampler(slow);
        var spans = OtlpSkim.TryRead(requests[0], out _)!.Spans;
        var trace = spans[..AssemblyLoad.SpansPerTrace];
        var seconds = new List<double>();
        for (var i = 0; i < Passes; i++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var asked = 0; asked < Asked; asked++)
                sampler.Decide(trace[0].TraceId, trace, Completeness.Exact, _now, out _);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        var perSecond = Asked / seconds[Passes / 2];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Policies} policies on duration: {perSecond:N0} traces/s, {perSecond * Policies / 1e6:N0} million questions/s"));
    }

    private static void Row(TextWriter output, string what, List<byte[]> requests, Func<List<byte[]>, int> pass, string aim)
    {
        var seconds = new List<double>();
        long bytes = 0;
        for (var i = -2; i < Passes; i++)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            var closed = pass(requests);
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (closed != Traces) throw new InvalidOperationException($"{closed} of {Traces} traces closed");
            if (i >= 0) seconds.Add(took);
        }
        seconds.Sort();
        const int Spans = Traces * AssemblyLoad.SpansPerTrace;
        var perSpan = seconds[Passes / 2] / Spans;
        var met = aim.Length == 0 ? "" : perSpan <= 1e-6 ? " met" : " NOT met";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-58}{1 / perSpan,12:N0}{perSpan * 1e9,9:0}{bytes / Spans,8}  {aim}{met}"));
    }

    private static int Skim(List<byte[]> requests)
    {
        var spans = 0;
        foreach (var request in requests) spans += OtlpSkim.TryRead(request, out _)!.Spans.Length;
        return spans / AssemblyLoad.SpansPerTrace;
    }

    private static int Assemble(List<byte[]> requests)
    {
        var assembler = new TraceAssembler(AssemblerSettings.Default);
        var closed = 0;
        foreach (var request in requests)
            foreach (var trace in assembler.Add(OtlpSkim.TryRead(request, out _)!.Spans, _now))
                if (trace.Completeness.Kind == CompletenessKind.Exact)
                    closed++;
        return closed;
    }

    private static void Held(TextWriter output)
    {
        const long Aim = 600;
        var assembler = new TraceAssembler(AssemblerSettings.Default with { MaxBytes = 1L << 40 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var spans = 0;
        // Made here and not kept: what remains of a request afterwards is what the open traces hold of it.
        foreach (var request in AssemblyLoad.Requests(Traces, spread: true, rootless: true))
        {
            var batch = OtlpSkim.TryRead(request, out _)!;
            spans += batch.Spans.Length;
            assembler.Add(batch.Spans, _now);
        }
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / spans;
        GC.KeepAlive(assembler);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"held for an open span, its bytes included: {held} B (aim {Aim} B{(held <= Aim ? ", met" : ", NOT met")}); {assembler.OpenTraces} traces open"));
    }
}

using Tracing.Bench;
using Tracing.Bench.Storage;

// storage --traces N: the one flag that there is.
var traces = StorageBench.DefaultTraces;
if (args is ["storage", "--traces", var text] && int.TryParse(text, out var wished) && wished > 0)
    (traces, args) = (wished, args[..1]);
var benches = Benches.All(traces);

if (args is [var name] && benches.TryGetValue(name, out var make))
{
    make().Run(Console.Out);
    return 0;
}
Console.Error.WriteLine($"bench: name one of {string.Join(", ", benches.Keys.Where(n => !n.StartsWith("actors-", StringComparison.Ordinal)))}");
return 2;

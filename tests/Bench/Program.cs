using Tracing.Bench;

var benches = Benches.All();

if (args is [var name] && benches.FirstOrDefault(b => b.Name == name) is { } bench)
{
    bench.Run(Console.Out);
    return 0;
}
Console.Error.WriteLine($"bench: name one of {string.Join(", ", benches.Select(b => b.Name))}");
return 2;

using Tracing.Bench;

if (BenchOptions.Read(args) is ({ } options, [var name]) && Benches.All(options).TryGetValue(name, out var make))
{
    make().Run(Console.Out);
    return 0;
}
// Names with a hyphen are parts of others, which run them in processes of their own.
var names = Benches.All(new BenchOptions()).Keys.Where(static name => !name.Contains('-', StringComparison.Ordinal));
Console.Error.WriteLine($"bench: name one of {string.Join(", ", names)}; "
    + "storage takes --traces N and --store postgres, rest and memory --seconds N, memory --budget MIB, doors --requests N and --door NAME");
return 2;

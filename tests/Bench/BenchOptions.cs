using Tracing.Bench.Doors;

namespace Tracing.Bench;

/// <summary>The flags of the benches that have one.</summary>
/// <param name="Traces">The number of traces in the store of <c>storage</c>.</param>
/// <param name="Seconds">The time that <c>rest</c> and <c>memory</c> measure; null: their own.</param>
/// <param name="Budget">The MiB for open traces of the host of <c>memory</c>; null: its own.</param>
/// <param name="Requests">The requests of a round of <c>doors</c>; null: its own.</param>
internal sealed record BenchOptions(int? Traces = null, int? Seconds = null, int? Budget = null, int? Requests = null)
{
    /// <summary>True: <c>storage</c> measures PostgreSQL, on a server that it starts, and not SQLite.</summary>
    public bool UsesPostgres { get; init; }

    /// <summary>The door that <c>doors</c> measures; null: all of them, and the peer.</summary>
    public string? Door { get; init; }

    /// <returns>The options, and the arguments without them; null: a value cannot be used.</returns>
    public static (BenchOptions Options, string[] Others)? Read(string[] args)
    {
        var (options, others) = (new BenchOptions(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--store")
            {
                if (i + 1 == args.Length || args[++i] is not ("postgres" or "sqlite")) return null;
                options = options with { UsesPostgres = args[i] == "postgres" };
                continue;
            }
            if (args[i] == "--door")
            {
                if (i + 1 == args.Length || !DoorsBench.Doors.Contains(args[++i])) return null;
                options = options with { Door = args[i] };
                continue;
            }
            if (args[i] is not ("--traces" or "--seconds" or "--budget" or "--requests"))
            {
                others.Add(args[i]);
                continue;
            }
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], out var value) || value <= 0) return null;
            options = args[i++] switch
            {
                "--traces" => options with { Traces = value },
                "--seconds" => options with { Seconds = value },
                "--requests" => options with { Requests = value },
                _ => options with { Budget = value },
            };
        }
        return (options, [.. others]);
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracing.Demo.Nodes;

/// <summary>Status of a node: a line that it writes to its standard output twice a second.</summary>
/// <param name="IsOldest">Of all that are up it was up first, and so has the cluster's singletons.</param>
/// <param name="Shards">256 bits in hexadecimal, the first shard first: those that are here.</param>
/// <param name="Lost">Spans dropped or let go, for whatever reason.</param>
/// <param name="IsDrained">All that was recorded here has been taken by collectors.</param>
/// <param name="Started">Requests of the demo that were begun; of them <paramref name="Ended"/> are over.</param>
/// <param name="StoredUpTo">All spans that ended here before this time are in a store; null: not known yet.</param>
/// <param name="FirstClosed">Shards that came here and have closed a trace since the last line.</param>
internal sealed record NodeStatus(
    bool IsUp, bool IsOldest, int Members, int Unreachable, string Shards, int OpenTraces, long SpansIn, long Duplicates,
    long StoredTraces, long Resent, long ResentBytes, long HeldBytes, long Lost, bool IsDrained, long Started, long Ended, long Failed,
    string Page, string Door, DateTimeOffset? StoredUpTo, ImmutableArray<FirstClosed> FirstClosed)
{
    /// <summary>Begins each such line; all else on the output is for people.</summary>
    public const string Mark = "@node ";

    public static NodeStatus None { get; } =
        new(false, false, 0, 0, "", 0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0, 0, "", "", null, []);

    [JsonIgnore]
    public int ShardCount => Shards.Sum(digit => int.PopCount(Convert.ToInt32($"{digit}", 16)));

    public bool HasShard(int shard) => shard / 4 < Shards.Length
        && (Convert.ToInt32($"{Shards[shard / 4]}", 16) & (8 >> (shard % 4))) != 0;

    public static string ShardsText(ImmutableArray<int> shards)
    {
        var digits = new int[Contracts.TraceShards.DefaultCount / 4];
        foreach (var shard in shards) digits[shard / 4] |= 8 >> (shard % 4);
        return string.Concat(digits.Select(digit => $"{digit:x}"));
    }

    public string ToLine() => Mark + JsonSerializer.Serialize(this);

    /// <summary>Null when the line is for people.</summary>
    public static NodeStatus? TryRead(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<NodeStatus>(line[Mark.Length..]);
        }
        catch (JsonException)
        {
            // Cut off by the end of its process.
            return null;
        }
    }
}

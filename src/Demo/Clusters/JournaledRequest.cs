using System.Collections.Immutable;
using System.Globalization;
using Tracing.Demo.Nodes;

namespace Tracing.Demo.Clusters;

/// <summary>A request as its client wrote it down before it was sent.</summary>
/// <param name="Ports">Of the nodes that have a part in it: client, order desk, stock.</param>
/// <param name="Ended">Null: the client did not live to see it.</param>
/// <param name="Succeeded">The answer came: every step was made.</param>
internal sealed record JournaledRequest(
    TraceId Trace, DateTimeOffset Started, ImmutableArray<int> Ports, DateTimeOffset? Ended, bool Succeeded = false)
{
    /// <summary>All requests of a journal. A line that was cut short counts for nothing.</summary>
    public static async Task<Dictionary<TraceId, JournaledRequest>> ReadAsync(string file)
    {
        var all = new Dictionary<TraceId, JournaledRequest>();
        if (!File.Exists(file)) return all;
        var text = await File.ReadAllTextAsync(file);
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            var words = line.Split(' ');
            if (words.Length < 2 || line.Length <= TraceId.HexLength || !TraceId.TryParse(words[0].AsSpan(1), out var id)
                || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var millis)) continue;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(millis);
            if (line[0] == RequestJournal.BeginMark)
                all[id] = new JournaledRequest(id, at, [.. words[2..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))], null);
            else if (all.TryGetValue(id, out var begun)) all[id] = begun with { Ended = at, Succeeded = words is [_, _, RequestJournal.Succeeded] };
        }
        return all;
    }
}

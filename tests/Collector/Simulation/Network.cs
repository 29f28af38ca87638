namespace Tracing.Simulation;

/// <summary>Carries messages between nodes, and loses, repeats, delays and reorders them. When calm, it only delays
/// them.</summary>
internal sealed class Network(VirtualTime time, Dice dice, Faults faults, Tally tally)
{
    private readonly HashSet<(int, int)> _cut = [];

    public bool IsCalm { get; set; }

    public void Send(int from, int to, Action arrives)
    {
        if (IsCalm)
        {
            time.After(dice.Millis(1, 5), arrives);
            return;
        }
        if (_cut.Contains((from, to)) || dice.Chance(faults.Drops))
        {
            tally.Count("message lost");
            return;
        }
        time.After(Delay(), arrives);
        if (!dice.Chance(faults.Repeats)) return;
        tally.Count("message repeated");
        time.After(Delay(), arrives);
    }

    /// <summary>Stops messages from one node to another for a while; messages in the other direction may
    /// pass.</summary>
    public void Cut(int from, int to, TimeSpan during)
    {
        tally.Count("partition");
        _cut.Add((from, to));
        time.After(during, () => _cut.Remove((from, to)));
    }

    private TimeSpan Delay() => dice.Chance(faults.SlowMessages) ? dice.Millis(100, 2_500) : dice.Millis(1, 60);
}

using System.Globalization;

namespace Tracing.Demo.Nodes;

/// <summary>Hears whoever started this process, on its standard input: <c>make N</c>, <c>place</c>, and its
/// end.</summary>
/// <remarks>The input ends also when the one at its other end was killed, so that no process is left behind.</remarks>
internal sealed class Supervision(TextReader input)
{
    /// <summary>Completes when the node is to stop.</summary>
    /// <param name="make">Makes so many requests.</param>
    /// <param name="place">Has the collector's shards placed.</param>
    public async Task RunAsync(Action<int> make, Action place, CancellationToken stopping)
    {
        try
        {
            while (await input.ReadLineAsync(stopping).ConfigureAwait(false) is { } line && line != "stop")
            {
                if (line.StartsWith("make ", StringComparison.Ordinal)
                    && int.TryParse(line[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                    make(count);
                else if (line == "place") place();
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops for another reason.
        }
    }
}

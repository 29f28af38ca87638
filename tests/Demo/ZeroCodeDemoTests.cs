namespace Tracing.Demo;

public class ZeroCodeDemoTests
{
    [Fact]
    public async Task Untouched_actors_on_two_nodes_give_exact_traces_printed_as_trees()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await Program.RunAsync(
            ["demo", "--zero-code", "--requests", "2"], TextWriter.Synchronized(output), TextWriter.Synchronized(errors));
        var text = output.ToString();
        Assert.Equal((0, ""), (code, errors.ToString()));
        Assert.Contains("2 traces (2 exact), 14 spans, 0 with errors", text, StringComparison.Ordinal);
        Assert.Contains("dropped: none", text, StringComparison.Ordinal);
        // Of each line of the first tree, what comes before the times.
        var tree = text.Split('\n').SkipWhile(line => !line.StartsWith("└─ ", StringComparison.Ordinal)).Take(7)
            .Select(line => line[..line.IndexOf('+', StringComparison.Ordinal)].TrimEnd()).ToArray();
        Assert.Equal(
        [
            "└─ buy                      shop",
            "   └─ Shop Order            shop",
            "      ├─ Till Pay           shop",
            "      ├─ Till Open          shop",
            "      └─ Till Pay           shop",
            "         └─ Packer Pack     shop",
            "            └─ Shelf Order  warehouse",
        ], tree);
    }
}

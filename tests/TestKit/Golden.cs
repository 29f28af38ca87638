namespace Tracing.Testing;

/// <summary>Texts that a person has looked at, as files: <c>GOLDEN=write</c> in the environment writes them anew.</summary>
internal static class Golden
{
    public static void Same(string name, string actual)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual + "\n");
        }
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), actual);
    }

    /// <summary>The assertion fails, with this text.</summary>
    public static void Fails(string name, Action assertion) => Same(name, Assert.Throws<TraceAssertionException>(assertion).Message);

    public static async Task FailsAsync(string name, Func<Task> assertion) =>
        Same(name, (await Assert.ThrowsAsync<TraceAssertionException>(assertion)).Message);
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tracing.Hosting.Query;

/// <summary>Answers that a person has compared with those of another back end, as files: <c>GOLDEN=write</c> in the environment writes
/// them anew.</summary>
internal static class JsonGolden
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="folder">The folder of the tests, in which the files are in one named Golden.</param>
    public static void Same(string folder, string name, string answer)
    {
        var file = Path.Combine(AppContext.BaseDirectory, folder, "Golden", $"{name}.json");
        using var document = JsonDocument.Parse(answer);
        var actual = JsonSerializer.Serialize(document.RootElement, _indented).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual + "\n");
        }
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), actual);
    }
}

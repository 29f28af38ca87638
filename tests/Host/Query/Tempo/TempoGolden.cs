using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Answers that a person has compared with Tempo's, as files: <c>GOLDEN=write</c> in the environment writes
/// them anew.</summary>
internal static class TempoGolden
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Same(string name, string answer)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Query", "Tempo", "Golden", $"{name}.json");
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

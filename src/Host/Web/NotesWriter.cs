using System.Text.Json;
using Tracing.Keeping;

namespace Tracing.Hosting.Web;

/// <summary>Writes a line for each store that was asked and did not answer.</summary>
internal static class NotesWriter
{
    public static void Write(Utf8JsonWriter to, string name, QueryNotes notes)
    {
        to.WritePropertyName(name);
        WriteLines(to, notes);
    }

    /// <summary>Writes the lines as an array.</summary>
    public static void WriteLines(Utf8JsonWriter to, QueryNotes notes)
    {
        to.WriteStartArray();
        foreach (var line in notes.Lines) to.WriteStringValue(line);
        to.WriteEndArray();
    }
}

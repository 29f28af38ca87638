using System.Text.Json;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Agents;

/// <summary>Writes the arguments of a tool as JSON Schema.</summary>
internal static class ToolSchema
{
    public static JsonElement Of(IReadOnlyCollection<ToolField> fields)
    {
        using var schema = JsonDocument.Parse(JsonAnswer.Bytes(to =>
        {
            to.WriteStartObject();
            to.WriteString("type", "object");
            to.WriteStartObject("properties");
            foreach (var field in fields) Write(to, field);
            to.WriteEndObject();
            to.WriteStartArray("required");
            foreach (var field in fields.Where(static field => field.IsRequired)) to.WriteStringValue(field.Name);
            to.WriteEndArray();
            to.WriteBoolean("additionalProperties", false);
            to.WriteEndObject();
        }));
        return schema.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter to, ToolField field)
    {
        to.WriteStartObject(field.Name);
        to.WriteString("type", field.Type);
        to.WriteString("description", field.Description);
        if (field.Type == ToolField.List)
        {
            to.WriteStartObject("items");
            to.WriteString("type", ToolField.Text);
            to.WriteEndObject();
        }
        if (!field.Choices.IsEmpty)
        {
            to.WriteStartArray("enum");
            foreach (var choice in field.Choices) to.WriteStringValue(choice);
            to.WriteEndArray();
        }
        to.WriteEndObject();
    }
}

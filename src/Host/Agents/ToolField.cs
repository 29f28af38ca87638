using System.Collections.Immutable;

namespace Tracing.Hosting.Agents;

/// <summary>A named argument of a tool, as its schema shows it.</summary>
/// <param name="Type">A type of JSON Schema: string, boolean, integer, or array for an array of strings.</param>
/// <param name="Choices">The values that it can have; empty: others too.</param>
internal sealed record ToolField(
    string Name, string Description, string Type = ToolField.Text, params ImmutableArray<string> Choices)
{
    public const string Text = "string", Flag = "boolean", Number = "integer", List = "array";

    public bool IsRequired { get; init; }
}

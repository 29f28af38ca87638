namespace Tracing.Generator.Calls;

/// <summary>A parameter: its declaration (modifiers and type), and the modifier to pass it on with.</summary>
internal sealed record ParameterModel(string Declaration, string Passing);

namespace Tracing.Generator.Calls;

/// <summary>One parameter: as declared (modifiers and type), and the modifier with which it is passed on.</summary>
internal sealed record ParameterModel(string Declaration, string Passing);

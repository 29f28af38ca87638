namespace Tracing.Analysis;

/// <summary>A remark of the <see cref="ClockSkewView"/> about a node, for people.</summary>
public readonly record struct ClockSkewNote(int Node, string Text);

namespace Tracing.TraceQl.Syntax;

/// <summary>The relation that an operator between two spansets asks for. The structural ones return spans of the right
/// side.</summary>
internal enum SpanRelation
{
    /// <summary>Both sides have spans.</summary>
    And,

    /// <summary>One of the sides has spans.</summary>
    Or,

    /// <summary>The right span is a child of a left one.</summary>
    Child,

    /// <summary>The right span is below a left one.</summary>
    Descendant,

    /// <summary>The right span is the parent of a left one.</summary>
    Parent,

    /// <summary>The right span is above a left one.</summary>
    Ancestor,

    /// <summary>The right span and another, left one have the same parent.</summary>
    Sibling,
}

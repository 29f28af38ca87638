namespace Tracing.TraceQl.Syntax;

/// <summary>The form of a structural operator.</summary>
internal enum RelationForm
{
    Plain,

    /// <summary>Right spans that are in the relation to no left span.</summary>
    Negated,

    /// <summary>The spans of both sides that are in the relation.</summary>
    Union,
}

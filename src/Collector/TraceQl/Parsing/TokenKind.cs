namespace Tracing.TraceQl.Parsing;

internal enum TokenKind
{
    End,

    /// <summary>An operator, a bracket or a comma.</summary>
    Sign,

    /// <summary>A keyword, a function or an intrinsic field, such as <c>count</c> or <c>span:name</c>.</summary>
    Word,

    Attribute,
    Literal,
}

namespace Tracing.Finding;

/// <summary>The comparison of an <see cref="AttributeCondition"/>.</summary>
/// <remarks>Sent between nodes as a number: values may be added, never changed.</remarks>
public enum AttributeOperator
{
    Equal = 0,

    /// <summary>The attribute is there, and none of its values equals.</summary>
    NotEqual = 1,

    Less = 2,
    LessOrEqual = 3,
    Greater = 4,
    GreaterOrEqual = 5,

    /// <summary>A part of the text matches a regular expression.</summary>
    Matches = 6,

    /// <summary>The attribute is there, and no part of its texts matches a regular expression.</summary>
    NotMatches = 7,

    /// <summary>Equal, or an array with an element that equals.</summary>
    Holds = 8,
}

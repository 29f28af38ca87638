namespace Tracing;

/// <summary>Makes each call of the method the root span of a new trace, with a link to the current span, if
/// any.</summary>
/// <param name="operation">The span's name; of low cardinality.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TraceRootAttribute(string operation) : Attribute
{
    public string Operation { get; } = operation;
}

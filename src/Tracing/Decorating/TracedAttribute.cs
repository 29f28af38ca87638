namespace Tracing;

/// <summary>Makes each call of the method a child span of the current span; without one, the method is just
/// called.</summary>
/// <param name="operation">The span's name; of low cardinality.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedAttribute(string operation) : Attribute
{
    public string Operation { get; } = operation;
}

namespace Tracing.Wire;

/// <summary>The reason why a request cannot be read.</summary>
/// <param name="Field">The path of the field at fault, such as <c>resource_spans[0].scope_spans[2]</c>.</param>
public sealed record WireFault(string Field, string Problem)
{
    public override string ToString() => $"{Field}: {Problem}";
}

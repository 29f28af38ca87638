namespace Tracing.Wire;

/// <summary>Why a request could not be read, and where: a path such as
/// <c>resource_spans[0].scope_spans[2]</c>.</summary>
public sealed record WireFault(string Field, string Problem)
{
    public override string ToString() => $"{Field}: {Problem}";
}

namespace Tracing.Generator.Calls;

/// <summary>An <c>[UnsafeAccessor]</c> to a private or protected method.</summary>
/// <param name="Kind">A member of UnsafeAccessorKind.</param>
/// <param name="Target">Modifiers, attributes and type of the accessor's first parameter.</param>
internal sealed record AccessorModel(string Kind, string Target);

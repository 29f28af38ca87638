namespace Tracing.TraceQl.Listing;

/// <summary>Names of attributes of one scope, such as <c>resource</c>.</summary>
/// <param name="Names">In ordinal order.</param>
public sealed record ScopeNames(string Scope, IReadOnlyCollection<string> Names);

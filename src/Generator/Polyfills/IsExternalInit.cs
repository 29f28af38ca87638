namespace System.Runtime.CompilerServices;

/// <summary>A type that <c>init</c> accessors need and netstandard2.0 lacks.</summary>
internal static class IsExternalInit;

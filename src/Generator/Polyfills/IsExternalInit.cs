namespace System.Runtime.CompilerServices;

/// <summary>What <c>init</c> needs, and netstandard2.0 has not.</summary>
internal static class IsExternalInit;

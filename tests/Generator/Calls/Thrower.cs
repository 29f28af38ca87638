using System.Runtime.CompilerServices;

namespace Tracing.Generator.Calls;

/// <summary>Throws from a method that is recognized in the stack trace.</summary>
internal static class Thrower
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task Throw(Exception exception) => throw exception;
}

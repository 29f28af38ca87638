using System.Runtime.CompilerServices;

namespace Tracing.Generator.Calls;

/// <summary>Throws, with a frame of its own in the stack trace.</summary>
internal static class Thrower
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task Throw(Exception exception) => throw exception;
}

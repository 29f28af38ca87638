using System.Runtime.CompilerServices;

namespace Tracing.Bench.Recording;

/// <summary>A method as users write it; its calls are intercepted at compile time.</summary>
internal sealed class DecoratedWork
{
    private int _calls;

    [Traced("work"), MethodImpl(MethodImplOptions.NoInlining)]
    public int Decorated(int by) => _calls += by;
}

using System.Runtime.CompilerServices;

namespace Tracing.Actors;

/// <summary>Under which span the running code sends: the one place where the instrumentation asks.</summary>
internal static class Ambient
{
    /// <summary>Null: what is sent carries no trace.</summary>
    public static Span? Span => MayBe(out var here) ? FlowingOn(here) : null;

    /// <summary>False: there is none. For whoever mostly hears that, and asks <see cref="FlowingOn"/> otherwise.</summary>
    public static bool MayBe(out ThreadFlow here)
    {
        here = ThreadFlow.Here;
        return !ThreadFlow.IsKnown || here.Flow is not null;
    }

    /// <summary>As <see cref="Span"/>, without asking first whether there may be one.</summary>
    public static Span? FlowingOn(ThreadFlow here) =>
        ActiveSpan.CurrentOn(here) is { } span && span.IsValid ? span : null;

    /// <summary>Forgets what the executor brought along from whoever sent last: some run an actor in that context.</summary>
    /// <remarks>For the rest of the actor's run, system messages included; whoever lent the thread restores its
    /// own.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Clear()
    {
        if (Tracing.Span.Current is not null) ActiveSpan.Enter(null);
    }
}

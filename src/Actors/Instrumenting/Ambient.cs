using System.Runtime.CompilerServices;

namespace Tracing.Actors;

/// <summary>The span under which the running code sends. The instrumentation asks only here.</summary>
internal static class Ambient
{
    /// <summary>Null: what is sent carries no trace.</summary>
    public static Span? Span => MayBe(out var here) ? FlowingOn(here) : null;

    /// <summary>False when there is certainly no span: the cheap first question. Otherwise ask
    /// <see cref="FlowingOn"/>.</summary>
    public static bool MayBe(out ThreadFlow here)
    {
        here = ThreadFlow.Here;
        return !ThreadFlow.IsKnown || here.Flow is not null;
    }

    /// <summary>The span of this thread, after <see cref="MayBe"/> has said that there may be one.</summary>
    public static Span? FlowingOn(ThreadFlow here) =>
        ActiveSpan.CurrentOn(here) is { } span && span.IsValid ? span : null;

    /// <summary>True in a process in which a handler may have left an activity open.</summary>
    public static bool MayHaveActivity => ActivityBridge.WereSeen;

    /// <summary>Leaves an activity that the handler before left open on the actor's own thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ClearActivity()
    {
        if (System.Diagnostics.Activity.Current is not null) ActiveSpan.Enter(null);
    }

    /// <summary>Leaves the span of the last sender: some executors run an actor in the execution context of whoever
    /// sent last.</summary>
    /// <remarks>It holds for the rest of the actor's run, system messages included. The executor restores the thread's
    /// own context afterwards.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Clear()
    {
        if (Tracing.Span.Current is not null) ActiveSpan.Enter(null);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Tracing;

/// <summary>Checks that something holds for all that a generator makes; a failure prints its seed.</summary>
internal static class Law
{
    public static void Holds<T>(Gen<T> any, Action<T> law, int cases = 300) =>
        Prop.ForAll(any.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
}

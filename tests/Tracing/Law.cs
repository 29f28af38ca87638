using FsCheck;
using FsCheck.Fluent;

namespace Tracing;

/// <summary>Checks a law for many values of a generator; a failure prints the seed.</summary>
internal static class Law
{
    public static void Holds<T>(Gen<T> any, Action<T> law, int cases = 300) =>
        Prop.ForAll(any.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
}

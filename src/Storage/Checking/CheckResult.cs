using System.Collections.Immutable;

namespace Tracing.Storage.Checking;

/// <summary>The result of a check of one part of a data folder.</summary>
/// <param name="Part">The part, such as the blocks of the database.</param>
/// <param name="Good">Number of items that are as they were written.</param>
/// <param name="Faults">One line for each damage.</param>
/// <param name="Repairs">One line for each repair.</param>
public sealed record CheckResult(
    string Part, long Good, ImmutableArray<string> Faults, ImmutableArray<string> Repairs)
{
    /// <summary>True: there is no damage, or it was repaired.</summary>
    public bool IsGood => Faults.IsEmpty || !Repairs.IsEmpty;
}

namespace Tracing.Propagation;

/// <summary>What was wrong with a header: which one, which part of it, and why. Never quotes what came in.</summary>
/// <param name="Field">The header's name, as this format writes it.</param>
/// <param name="Part">The specification's name for the part at fault; or the field's own name.</param>
/// <param name="Problem">A constant sentence without subject: "must not be all zeros".</param>
public readonly record struct ParseFault(string Field, string Part, string Problem)
{
    public override string ToString() => Part == Field ? $"{Field} {Problem}" : $"{Field}: {Part} {Problem}";
}

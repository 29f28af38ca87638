namespace Tracing.Propagation;

/// <summary>A fault of a header: which header, which part of it, and the problem. Never quotes the header's
/// content.</summary>
/// <param name="Field">The header's name, as this format writes it.</param>
/// <param name="Part">The specification's name for the part at fault, or the header's own name.</param>
/// <param name="Problem">A constant sentence without subject: "must not be all zeros".</param>
public readonly record struct ParseFault(string Field, string Part, string Problem)
{
    public override string ToString() => Part == Field ? $"{Field} {Problem}" : $"{Field}: {Part} {Problem}";
}

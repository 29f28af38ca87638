using System.Collections.Immutable;

namespace Tracing.Hosting.Agents;

/// <summary>The answer of a tool before it is cut to the length that the agent wants.</summary>
/// <param name="Heading">Lines that are in every part of the answer.</param>
/// <param name="Lines">Lines of which a part is sent.</param>
internal sealed record ToolAnswer(ImmutableArray<string> Heading, ImmutableArray<string> Lines)
{
    /// <summary>Says how to get what comes after the first lines, whose number is given; null: by the argument
    /// <c>fromLine</c>.</summary>
    public Func<int, string>? GoOn { get; init; }

    /// <summary>True: there is more after the last line too.</summary>
    public bool HasMore { get; init; }
}

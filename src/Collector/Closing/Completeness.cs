using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tracing.Closing;

/// <summary>Says how complete a trace is, and what is missing.</summary>
public sealed record Completeness(
    CompletenessKind Kind, PartialReason Reason = PartialReason.None, ImmutableArray<MissingSpans> Missing = default)
{
    /// <summary>Number of parents that the line for people names.</summary>
    private const int MaxNamed = 20;

    public static Completeness Exact { get; } = new(CompletenessKind.Exact) { Missing = [] };

    public static Completeness Settled { get; } = new(CompletenessKind.Settled) { Missing = [] };

    /// <summary>More spans may come.</summary>
    public static Completeness Open { get; } = new(CompletenessKind.Open) { Missing = [] };

    /// <summary>Returns one line for people, such as <c>partial (age): span 00f1… lacks 1 of its
    /// children</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Kind switch
        {
            CompletenessKind.Exact => "exact",
            CompletenessKind.Settled => "settled",
            CompletenessKind.Open => "open",
            _ => $"partial ({Reason switch
            {
                PartialReason.Age => "age",
                PartialReason.Size => "size",
                PartialReason.Memory => "memory",
                PartialReason.Shutdown => "shutdown",
                _ => "unknown",
            }})",
        });
        var separator = ": ";
        var missing = Missing.IsDefault ? [] : Missing.AsSpan();
        foreach (var one in missing[..Math.Min(missing.Length, MaxNamed)])
        {
            text.Append(separator).Append(one);
            separator = "; ";
        }
        if (missing.Length > MaxNamed)
            text.Append(separator).Append(CultureInfo.InvariantCulture, $"and {missing.Length - MaxNamed} more");
        return text.ToString();
    }

    public bool Equals(Completeness? other) => other is not null && Kind == other.Kind && Reason == other.Reason
        && Missing.AsSpan().SequenceEqual(other.Missing.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Kind, Reason, Missing.IsDefault ? 0 : Missing.Length);
}

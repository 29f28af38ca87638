using System.Collections.Immutable;
using System.Text;

namespace Tracing.Closing;

/// <summary>Says how complete a trace is, and what is missing.</summary>
public sealed record Completeness(
    CompletenessKind Kind, PartialReason Reason = PartialReason.None, ImmutableArray<MissingSpans> Missing = default)
{
    public static Completeness Exact { get; } = new(CompletenessKind.Exact) { Missing = [] };

    public static Completeness Settled { get; } = new(CompletenessKind.Settled) { Missing = [] };

    /// <summary>Returns one line for people, such as <c>partial (age): span 00f1… lacks 1 of its
    /// children</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Kind switch
        {
            CompletenessKind.Exact => "exact",
            CompletenessKind.Settled => "settled",
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
        foreach (var missing in Missing.IsDefault ? [] : Missing)
        {
            text.Append(separator).Append(missing);
            separator = "; ";
        }
        return text.ToString();
    }

    public bool Equals(Completeness? other) => other is not null && Kind == other.Kind && Reason == other.Reason
        && Missing.AsSpan().SequenceEqual(other.Missing.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Kind, Reason, Missing.IsDefault ? 0 : Missing.Length);
}

namespace Tracing;

/// <summary>How much one span may hold; the defaults are OpenTelemetry's (specification, "Span Limits").</summary>
/// <remarks>What is over a limit is left out, counted on the span and in <see cref="DropCounters"/>.</remarks>
public sealed record SpanLimits
{
    public static SpanLimits Default { get; } = new();

    /// <summary>Tags of a span. 0 or more.</summary>
    public int TagCount { get; init => field = NotNegative(value, nameof(TagCount)); } = 128;

    public int EventCount { get; init => field = NotNegative(value, nameof(EventCount)); } = 128;

    public int LinkCount { get; init => field = NotNegative(value, nameof(LinkCount)); } = 128;

    /// <summary>Tags of one event or of one link.</summary>
    public int TagsPerEntry { get; init => field = NotNegative(value, nameof(TagsPerEntry)); } = 128;

    /// <summary>Characters of a string value; longer ones are cut. OpenTelemetry sets no limit, nor do we.</summary>
    public int StringLength { get; init => field = NotNegative(value, nameof(StringLength)); } = int.MaxValue;

    internal TagValue Cut(TagValue value) =>
        value.AsString is { } text && text.Length > StringLength ? text[..StringLength] : value;

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}

using System.Collections.Immutable;

namespace Tracing.Testing;

/// <summary>Details that <see cref="ProbedTrace.ToText"/> shows beside names, errors and losses.</summary>
public sealed record TraceTextOptions
{
    public static TraceTextOptions Default { get; } = new();

    /// <summary>Siblings in the order in which they started. By default they stand in the order of their names, which is the
    /// same in each run.</summary>
    public bool InOrder { get; init; }

    /// <summary>The tags to show, by key; one that ends with an asterisk stands for all that begin like it.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The spans' events, with their tags but without stack traces.</summary>
    public bool Events { get; init; }

    /// <summary>The service of each span.</summary>
    public bool Services { get; init; }

    internal bool Shows(string key)
    {
        foreach (var shown in Tags)
            if (shown.EndsWith('*') ? key.StartsWith(shown[..^1], StringComparison.Ordinal) : key == shown) return true;
        return false;
    }
}

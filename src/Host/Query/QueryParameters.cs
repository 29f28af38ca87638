using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Query;

/// <summary>Reads the parameters of a request, and keeps the first fault.</summary>
/// <remarks>One owner.</remarks>
internal sealed class QueryParameters(IQueryCollection parameters)
{
    public QueryFault? Fault { get; private set; }

    public void Report(string parameter, string problem) => Fault ??= new QueryFault(parameter, problem);

    /// <summary>Reports a parameter that is none of these, so that a misspelt one is not silently without
    /// effect.</summary>
    public void RefuseOthers(FrozenSet<string> names)
    {
        foreach (var name in parameters.Keys)
            if (!names.Contains(name))
                Report(name, $"is unknown; known are {string.Join(", ", names.Order(StringComparer.Ordinal))}");
    }

    public IEnumerable<string> All(string name) => parameters[name].Select(static text => text ?? "");

    /// <summary>Returns null for a parameter that is absent or empty.</summary>
    public string? Text(string name) => parameters[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Reads a duration such as <c>1.2ms</c>, in nanoseconds.</summary>
    public ulong? Duration(string name)
    {
        if (Text(name) is not { } text) return null;
        if (GoDuration.TryNanos(text, out var nanos)) return nanos;
        Report(name, "must be a duration such as 1.2ms");
        return null;
    }

    public int Number(string name, int otherwise, int max)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= max)
            return number;
        Report(name, $"must be from 1 to {max}");
        return otherwise;
    }

    public bool Flag(string name)
    {
        if (Text(name) is not { } text) return false;
        if (text is not ("true" or "false")) Report(name, "must be true or false");
        return text == "true";
    }

    /// <summary>Reads one of an enumeration's names, in any case.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals($"{value}", text, StringComparison.OrdinalIgnoreCase))
                return value;
        Report(name, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return null;
    }

    /// <summary>Reads milliseconds since the Unix epoch, or a time such as <c>2026-01-02T03:04:05Z</c>, in
    /// nanoseconds.</summary>
    public ulong? Time(string name)
    {
        const ulong NanosPerMilli = 1_000_000;
        if (Text(name) is not { } text) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis)
            && millis <= ulong.MaxValue / NanosPerMilli)
            return millis * NanosPerMilli;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch)
            return (ulong)time.ToUnixTimeMilliseconds() * NanosPerMilli;
        Report(name, "must be a time such as 2026-01-02T03:04:05Z, or milliseconds since 1970");
        return null;
    }
}

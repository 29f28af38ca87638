using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.Configuration;

/// <summary>Reads settings with their type, unit and range. The first source that has a key decides.</summary>
/// <remarks>
/// All settings are read here, because HOCON itself reads a missing key as zero and a bare 30 as 30 ms. A missing key
/// gives the default, and so does an empty one where it is not a text; an unusable value throws
/// <see cref="ConfigurationException"/>.
/// </remarks>
public sealed class ConfigReader(params ISettingsSource[] sources)
{
    private static readonly SearchValues<char> _numberChars = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] _timeUnits =
    [
        ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400),
    ];

    private static readonly (string Unit, long Bytes)[] _sizeUnits =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>Reads a time with its unit: <c>50ms</c>, <c>1.5 s</c>, <c>2m</c>, <c>1h</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan min, TimeSpan max)
    {
        if (Find(key) is not { } text) return otherwise;
        var allowed = $"must be from {Text(min)} to {Text(max)}";
        if (!TrySplit(text, out var number, out var unit)) throw Refuse(key, text, allowed);
        if (unit.Length == 0) throw Refuse(key, text, $"needs a unit (ms, s, m, h); {allowed}");
        foreach (var (name, seconds) in _timeUnits)
        {
            if (!unit.Equals(name, StringComparison.Ordinal)) continue;
            var total = number * seconds;
            if (total < min.TotalSeconds || total > max.TotalSeconds) break;
            return TimeSpan.FromTicks((long)Math.Round(total * TimeSpan.TicksPerSecond));
        }
        throw Refuse(key, text, allowed);
    }

    public int Int(string key, int otherwise, int min, int max)
    {
        if (Find(key) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw Refuse(key, text, $"must be a whole number from {min} to {max}");
    }

    /// <summary>Reads a number from 0 to 1.</summary>
    public double Fraction(string key, double otherwise)
    {
        if (Find(key) is not { } text) return otherwise;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw Refuse(key, text, "must be a number from 0 to 1");
    }

    /// <summary>Reads a number within two bounds, which are included.</summary>
    public double Number(string key, double otherwise, double min, double max)
    {
        if (Find(key) is not { } text) return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        throw Refuse(key, text, min == double.MinValue && max == double.MaxValue
            ? "must be a number"
            : string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));
    }

    /// <summary>Reads a size with its unit, such as <c>256MiB</c>, or in plain bytes.</summary>
    public long Bytes(string key, long otherwise, long min, long max)
    {
        if (Find(key) is not { } text) return otherwise;
        if (TrySplit(text, out var number, out var unit))
        {
            foreach (var (name, bytes) in _sizeUnits)
            {
                if (unit.Length != 0 && !unit.Equals(name, StringComparison.Ordinal)) continue;
                var total = number * (unit.Length == 0 ? 1 : bytes);
                if (total < min || total > max) break;
                return (long)total;
            }
        }
        throw Refuse(key, text, $"must be a size from {SizeText(min)} to {SizeText(max)}, such as 64MiB");
    }

    public string Text(string key, string otherwise) => SourceOf(key)?.Find(key)?.Trim() ?? otherwise;

    /// <summary>Returns the text of the first source that has one; null where all are empty or missing.</summary>
    public string? TextIfAny(string key) => Find(key);

    public string Choice(string key, string otherwise, params ReadOnlySpan<string> allowed)
    {
        if (Find(key) is not { } text) return otherwise;
        foreach (var one in allowed)
            if (one.Equals(text, StringComparison.Ordinal))
                return one;
        throw Refuse(key, text, "must be one of " + string.Join(", ", allowed.ToArray()));
    }

    /// <summary>Reads one of HOCON's words for true and false.</summary>
    public bool Switch(string key, bool otherwise) => Find(key) switch
    {
        null => otherwise,
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var text => throw Refuse(key, text, "must be on or off"),
    };

    public bool Has(string key) => SourceOf(key) is not null;

    /// <summary>Returns the names directly under a key, in the order in which they were written. Names that only an
    /// earlier source has, such as flags beside a file, come last.</summary>
    public ImmutableArray<string> Children(string key) =>
        [.. sources.Reverse().SelectMany(source => source.ChildrenOf(key)).Distinct()];

    /// <summary>Refuses unknown names under a key, so that a misspelt setting does not go unnoticed.</summary>
    /// <exception cref="ConfigurationException">There is a name under the key that is not known.</exception>
    public void RefuseUnknown(string key, params ReadOnlySpan<string> known)
    {
        foreach (var name in Children(key))
        {
            if (!known.Contains(name))
                throw Refuse($"{key}.{name}", "unknown key; known are " + string.Join(", ", known.ToArray()));
        }
    }

    /// <summary>Returns the name under which the user has set a key: the key, or that of a variable.</summary>
    public string NameOf(string key) => (SourceWithText(key) ?? SourceOf(key))?.NameOf(key) ?? key;

    /// <summary>Creates the exception for a value that only the caller can judge.</summary>
    public ConfigurationException Refuse(string key, string value, string allowed) =>
        new(NameOf(key), value, allowed);

    /// <summary>Creates the exception for whatever stands under the key, also for an object or nothing.</summary>
    public ConfigurationException Refuse(string key, string allowed)
    {
        try
        {
            return Refuse(key, Find(key) ?? "nothing", allowed);
        }
        catch (ConfigurationException)
        {
            // It is an object or a list. Only sources without other names for their keys have those.
            return new ConfigurationException(key, "{…}", allowed);
        }
    }

    // Outside of Text, an empty value is none, so that a source further back may have one.
    private string? Find(string key) => SourceWithText(key)?.Find(key)?.Trim();

    private ISettingsSource? SourceWithText(string key) =>
        Array.Find(sources, source => source.Find(key)?.Trim() is { Length: > 0 });

    private ISettingsSource? SourceOf(string key) => Array.Find(sources, source => source.Find(key) is not null);

    private static bool TrySplit(string text, out double number, out ReadOnlySpan<char> unit)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(_numberChars);
        var end = digits < 0 ? text.Length : digits;
        unit = text.AsSpan(end).Trim();
        return double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 => Number(time.TotalHours) + "h",
        { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerMinute == 0 => Number(time.TotalMinutes) + "m",
        { TotalSeconds: >= 1 } => Number(time.TotalSeconds) + "s",
        _ => Number(time.TotalMilliseconds) + "ms",
    };

    private static string SizeText(long bytes)
    {
        for (var i = 3; i >= 0; i--)
            if (bytes >= _sizeUnits[i].Bytes && bytes % _sizeUnits[i].Bytes == 0)
                return Number(bytes / (double)_sizeUnits[i].Bytes) + _sizeUnits[i].Unit;
        return Number(bytes) + "B";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

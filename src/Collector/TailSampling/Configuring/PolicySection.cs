using Tracing.Configuration;

namespace Tracing.TailSampling.Configuring;

/// <summary>The object that configures one policy. It notes the keys that are read, so that all others can be
/// refused.</summary>
internal sealed class PolicySection(ConfigReader config, string key, int depth)
{
    /// <summary>Maximum depth of policies within policies.</summary>
    private const int MaxDepth = 8;

    private readonly List<string> _known = ["type"];

    /// <exception cref="ConfigurationException">The type is missing or unknown.</exception>
    public string Type(string[] types) => config.Children(key).IsEmpty
        ? throw config.Refuse(key, "must be an object with a type and what that type needs")
        : config.Choice(Known("type"), "", types) is { Length: > 0 } type
            ? type
            : throw Missing("type", "must be one of " + string.Join(", ", types));

    public bool Has(string name) => config.Has(Known(name));

    public string Text(string name, string otherwise) => config.Text(Known(name), otherwise);

    public string Choice(string name, string otherwise, params ReadOnlySpan<string> allowed) =>
        config.Choice(Known(name), otherwise, allowed);

    public TimeSpan? Duration(string name) => Has(name)
        ? config.Duration(Known(name), default, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1))
        : null;

    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan min, TimeSpan max) =>
        config.Duration(Known(name), otherwise, min, max);

    public int Int(string name, int otherwise, int min, int max) => config.Int(Known(name), otherwise, min, max);

    public double Number(string name, double otherwise, double min, double max) =>
        config.Number(Known(name), otherwise, min, max);

    /// <summary>Reads a number of traces a second, which must be given.</summary>
    public double PerSecond(string name) => Has(name)
        ? Number(name, 0, TokenRate.Least, TokenRate.Most)
        : throw Missing(name, "must be given: traces a second");

    public double Fraction(string name) => Has(name)
        ? config.Fraction(Known(name), 1)
        : throw Missing(name, "must be given: a number from 0 to 1");

    public ConfigurationException Missing(string name, string allowed) => Refuse(name, allowed);

    public ConfigurationException Refuse(string name, string allowed) => config.Refuse($"{key}.{name}", allowed);

    public ConfigurationException Refuse(string allowed) => config.Refuse(key, allowed);

    /// <summary>Reads the policies inside this one: every child that is an object.</summary>
    /// <exception cref="ConfigurationException">One of them is unusable, there are none, or they are nested too
    /// deep.</exception>
    public PolicyDefinition[] Parts()
    {
        if (depth == MaxDepth) throw Refuse($"must not be more than {MaxDepth} policies within each other");
        var parts = new List<PolicyDefinition>();
        foreach (var name in config.Children(key))
        {
            if (config.Children($"{key}.{name}").IsEmpty) continue;
            Known(name);
            parts.Add(PolicyReader.Read(config, key, name, depth + 1));
        }
        return parts.Count > 0 ? [.. parts] : throw Refuse("must have policies inside, each under a name of its own");
    }

    /// <exception cref="ConfigurationException">There is a key that nothing has read.</exception>
    public void RefuseUnknown() => config.RefuseUnknown(key, [.. _known.Distinct()]);

    private string Known(string name)
    {
        _known.Add(name);
        return $"{key}.{name}";
    }
}

using System.Buffers;
using Tracing.Configuration;
using Tracing.TailSampling.Policies;

namespace Tracing.TailSampling.Configuring;

/// <summary>Reads one policy: its type, that type's settings, and <c>action</c> and <c>budget</c>, which every policy
/// may have.</summary>
internal static class PolicyReader
{
    private const string NameRule = "a policy's name must be of letters, digits, - and _";

    private static readonly SearchValues<char> _nameChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <param name="under">The key of the object that contains the policy.</param>
    /// <exception cref="ConfigurationException">A value is unusable or a key unknown.</exception>
    public static PolicyDefinition Read(ConfigReader config, string under, string name, int depth = 0)
    {
        // A dot would break the keys, and names are used in metrics.
        if (name.AsSpan().ContainsAnyExcept(_nameChars)) throw new ConfigurationException($"{under}.{name}", "{…}", NameRule);
        var section = new PolicySection(config, $"{under}.{name}", depth);
        var (nature, make) = PolicyTypes.Read(section);
        if (depth == 0) (nature, make) = Wrapped(section, nature, make);
        section.RefuseUnknown();
        return new PolicyDefinition(name, nature, make);
    }

    private static (PolicyNature, Func<ITracePolicy>) Wrapped(
        PolicySection section, PolicyNature nature, Func<ITracePolicy> make)
    {
        var drops = section.Choice("action", "keep", "keep", "drop") == "drop";
        if (drops && nature != PolicyNature.Match)
            throw section.Refuse("action", "drop is for what matches; a coin or a limit drops by itself what it does not keep");
        if (!section.Has("budget")) return (nature, drops ? () => new DropPolicy(make()) : make);
        if (drops) throw section.Refuse("budget", "has no meaning with action = drop");
        var perSecond = section.PerSecond("budget");
        return (PolicyNature.Limit, () => new BudgetPolicy(make(), perSecond));
    }
}

using System.Globalization;
using Tracing.Closing;
using Tracing.Sampling;
using Tracing.TailSampling.Policies;

namespace Tracing.TailSampling.Configuring;

/// <summary>The types of policies, each with the code that reads its settings.</summary>
internal static class PolicyTypes
{
    private const int MaxKeys = 100_000;
    private const int DefaultMaxKeys = 1_000;

    private static readonly OrderedDictionary<string, Func<PolicySection, (PolicyNature, Func<ITracePolicy>)>> _types = new()
    {
        ["always"] = static _ => Match(static () => new AlwaysPolicy()),
        ["errors"] = static _ => Match(static () => new ErrorsPolicy()),
        ["slower-than"] = SlowerThan,
        ["attribute"] = Attribute,
        ["span-count"] = SpanCount,
        ["operation"] = Operation,
        ["partial"] = Partial,
        ["probabilistic"] = Probabilistic,
        ["rate-limit"] = RateLimit,
        ["adaptive"] = Adaptive,
        ["all-of"] = AllOf,
        ["any-of"] = AnyOf,
        ["not"] = Not,
    };

    public static (PolicyNature Nature, Func<ITracePolicy> Make) Read(PolicySection section) =>
        _types[section.Type([.. _types.Keys])](section);

    private static (PolicyNature, Func<ITracePolicy>) Match(Func<ITracePolicy> make) => (PolicyNature.Match, make);

    private static (PolicyNature, Func<ITracePolicy>) SlowerThan(PolicySection section)
    {
        var (trace, span) = (section.Duration("trace"), section.Duration("span"));
        if (trace is null && span is null) throw section.Missing("trace", "must be given, or span: a time such as 2s");
        return Match(() => new SlowerThanPolicy(trace, span));
    }

    private static (PolicyNature, Func<ITracePolicy>) SpanCount(PolicySection section)
    {
        var min = section.Int("min", 0, 0, int.MaxValue);
        var max = section.Int("max", int.MaxValue, min, int.MaxValue);
        if (!section.Has("min") && !section.Has("max")) throw section.Missing("min", "must be given, or max");
        return Match(() => new SpanCountPolicy(min, max));
    }

    private static (PolicyNature, Func<ITracePolicy>) Partial(PolicySection section)
    {
        PartialReason? reason = section.Choice("reason", "any", "any", "age", "size", "memory", "shutdown") switch
        {
            "age" => PartialReason.Age,
            "size" => PartialReason.Size,
            "memory" => PartialReason.Memory,
            "shutdown" => PartialReason.Shutdown,
            _ => null,
        };
        return Match(() => new PartialPolicy(reason));
    }

    private static (PolicyNature, Func<ITracePolicy>) Operation(PolicySection section)
    {
        var (service, operation) = (Pattern(section, "service"), Pattern(section, "operation"));
        if (!section.Has("service") && !section.Has("operation"))
            throw section.Missing("operation", "must be given, or service: a name, in which * is any text");
        var rootOnly = section.Choice("span", "any", "any", "root") == "root";
        return Match(() => new OperationPolicy(service, operation, rootOnly));
    }

    private static (PolicyNature, Func<ITracePolicy>) Attribute(PolicySection section)
    {
        var key = section.Text("key", "");
        if (key.Length == 0) throw section.Missing("key", "must be given: the attribute's name");
        var test = Test(section);
        return Match(() => new AttributePolicy(key, test));
    }

    private static Predicate<TagValue> Test(PolicySection section)
    {
        var (equals, matches) = (section.Has("equals"), section.Has("matches"));
        var range = section.Has("min") | section.Has("max");
        if ((equals ? 1 : 0) + (matches ? 1 : 0) + (range ? 1 : 0) > 1)
            throw section.Refuse("must have only one of equals, matches, and min with max");
        if (equals) return ValueTests.Is(section.Text("equals", ""));
        if (range)
        {
            var min = section.Number("min", double.MinValue, double.MinValue, double.MaxValue);
            return ValueTests.IsFrom(min, section.Number("max", double.MaxValue, min, double.MaxValue));
        }
        if (!matches) return ValueTests.Exists;
        try
        {
            return ValueTests.Matches(section.Text("matches", ""));
        }
        catch (ArgumentException cause)
        {
            throw section.Refuse("matches", "must be a regular expression: " + cause.Message.ReplaceLineEndings(" "));
        }
    }

    private static (PolicyNature, Func<ITracePolicy>) Probabilistic(PolicySection section)
    {
        var ratio = section.Fraction("ratio");
        return (PolicyNature.Coin, () => new ProbabilisticPolicy(ratio));
    }

    private static (PolicyNature, Func<ITracePolicy>) RateLimit(PolicySection section)
    {
        var (keying, maxKeys) = Keying(section, "all");
        var perSecond = section.PerSecond("per-second");
        return (PolicyNature.Limit, () => new RateLimitPolicy(keying, perSecond, maxKeys));
    }

    private static (PolicyNature, Func<ITracePolicy>) Adaptive(PolicySection section)
    {
        var (keying, maxKeys) = Keying(section, "operation");
        var target = section.PerSecond("per-second");
        var window = section.Duration("window", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return (PolicyNature.Coin, () => new AdaptivePolicy(keying, target, window, maxKeys));
    }

    private static (TraceKeying, int MaxKeys) Keying(PolicySection section, string otherwise)
    {
        var maxKeys = section.Int("max-keys", DefaultMaxKeys, 1, MaxKeys);
        var kind = section.Choice("key", otherwise, "all", "service", "operation", "attribute") switch
        {
            "service" => TraceKeyKind.Service,
            "operation" => TraceKeyKind.Operation,
            "attribute" => TraceKeyKind.Attribute,
            _ => TraceKeyKind.All,
        };
        if (kind != TraceKeyKind.Attribute) return (new TraceKeying(kind), maxKeys);
        var attribute = section.Text("attribute", "");
        return attribute.Length > 0
            ? (new TraceKeying(kind, attribute), maxKeys)
            : throw section.Missing("attribute", "must be given with key = attribute: the attribute's name");
    }

    private static (PolicyNature, Func<ITracePolicy>) AllOf(PolicySection section)
    {
        var parts = section.Parts();
        return (parts.Max(part => part.Nature), () => new AllOfPolicy(parts.Select(part => (part.Name, part.Make()))));
    }

    private static (PolicyNature, Func<ITracePolicy>) AnyOf(PolicySection section)
    {
        var parts = section.Parts();
        if (Array.Find(parts, part => part.Nature == PolicyNature.Limit) is { } limit)
            throw section.Refuse($"{limit.Name}.type", "cannot be inside any-of: what it passes over, another may keep");
        return (parts.Max(part => part.Nature), () => new AnyOfPolicy([.. parts.Select(part => part.Make())]));
    }

    private static (PolicyNature, Func<ITracePolicy>) Not(PolicySection section)
    {
        if (section.Parts() is not [var part]) throw section.Refuse("must have exactly one policy inside");
        if (part.Nature != PolicyNature.Match)
            throw section.Refuse($"{part.Name}.type", "cannot be inside not: only what matches a trace has an opposite");
        return Match(() => new NotPolicy(part.Name, part.Make()));
    }

    private static Glob Pattern(PolicySection section, string name)
    {
        var text = section.Text(name, "*");
        return text.Length is > 0 and <= Glob.MaxLength
            ? new Glob(text)
            : throw section.Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must have 1 to {Glob.MaxLength} characters"));
    }
}

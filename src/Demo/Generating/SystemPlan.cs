using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Demo.Generating;

/// <summary>A described system whose traces are generated.</summary>
/// <param name="IsCounted">True: spans count their children.</param>
internal sealed record SystemPlan(bool IsCounted, FrozenDictionary<string, OperationPlan> Operations)
{
    private const string Section = "generate.operations";

    /// <summary>Operations within each other; a description that goes deeper calls itself.</summary>
    private const int MaxDepth = 32;

    private static readonly ImmutableArray<string> _known =
        ["name", "service", "kind", "actor", "wait", "weight", "latency", "spread", "fails", "retries", "calls", "attributes"];

    /// <summary>Operations with which traces begin, each as often as its weight.</summary>
    public ImmutableArray<OperationPlan> Roots { get; } =
    [
        .. Operations.Values.OrderBy(static one => one.Name, StringComparer.Ordinal)
            .SelectMany(static one => Enumerable.Repeat(one, one.Weight)),
    ];

    /// <exception cref="ConfigurationException">The description is unusable; the message names the operation and the
    /// key.</exception>
    public static SystemPlan Parse(string hocon, string source)
    {
        Config config;
        try
        {
            config = ConfigurationFactory.ParseString(hocon);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new ConfigurationException("--system", source, $"is no HOCON: {fault.Message}");
        }
        if (config.GetValue(Section) is not { } list || !list.IsArray())
            throw new ConfigurationException("--system", source, $"must have a list {Section}");
        var operations = new Dictionary<string, OperationPlan>();
        foreach (var item in list.GetArray())
        {
            var operation = Operation(new Config(new HoconRoot(item)), operations.Count);
            if (!operations.TryAdd(operation.Name, operation))
                throw new ConfigurationException($"{Section}[{operations.Count}].name", operation.Name, "must be unique");
        }
        var plan = new SystemPlan(config.GetBoolean("generate.counted", true), operations.ToFrozenDictionary());
        if (plan.Roots.IsEmpty) throw new ConfigurationException(Section, "{…}", "must have an operation with a weight");
        foreach (var operation in operations.Values) plan.Check(operation, operation.Name, 0);
        return plan;
    }

    private void Check(OperationPlan operation, string from, int depth)
    {
        if (depth > MaxDepth)
            throw new ConfigurationException(
                $"{Section}.{from}.calls", operation.Name, $"leads more than {MaxDepth} calls deep");
        foreach (var name in operation.Calls)
        {
            if (!Operations.TryGetValue(name, out var called))
                throw new ConfigurationException($"{Section}.{operation.Name}.calls", name, "is no operation");
            Check(called, from, depth + 1);
        }
    }

    private static OperationPlan Operation(Config config, int index)
    {
        var key = $"{Section}[{index}]";
        foreach (var (name, _) in config.AsEnumerable())
            if (!_known.Contains(name))
                throw new ConfigurationException(
                    $"{key}.{name}", "", "unknown key; known are " + string.Join(", ", _known));
        return new OperationPlan
        {
            Name = Required("name"),
            Service = Required("service"),
            Kind = Enum.TryParse<SpanKind>(config.GetString("kind", "internal"), ignoreCase: true, out var kind)
                ? kind
                : throw Refuse("kind", "must be internal, server, client, producer or consumer"),
            Actor = Pattern("actor", config.GetString("actor", "")),
            Wait = Time("wait"),
            Weight = (int)Number("weight", 0, 1_000),
            Latency = Time("latency"),
            Spread = Number("spread", 0, 5),
            Fails = Number("fails", 0, 1),
            Retries = (int)Number("retries", 0, 10),
            Calls = [.. config.GetStringList("calls")],
            Attributes = [.. config.GetStringList("attributes").Select(Attribute)],
        };

        string Required(string name) =>
            config.GetString(name, "") is { Length: > 0 } text ? text : throw Refuse(name, "must be given");

        TimeSpan Time(string name)
        {
            try
            {
                return config.HasPath(name) ? config.GetTimeSpan(name, allowInfinite: false) : TimeSpan.Zero;
            }
            catch (Exception fault) when (fault is FormatException or OverflowException)
            {
                throw Refuse(name, "must be a time such as 3ms, 0.2ms or 2s");
            }
        }

        double Number(string name, double min, double max) =>
            double.TryParse(config.GetString(name, "0"), CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max
                ? number
                : throw Refuse(name, $"must be a number from {min} to {max}");

        (string, TextPattern) Attribute(string written)
        {
            var equals = written.IndexOf('=', StringComparison.Ordinal);
            return equals > 0
                ? (written[..equals], Pattern("attributes", written[(equals + 1)..]))
                : throw new ConfigurationException($"{key}.attributes", written, "must be name=text");
        }

        TextPattern Pattern(string name, string text)
        {
            try
            {
                return TextPattern.Parse(text);
            }
            catch (FormatException fault)
            {
                throw new ConfigurationException($"{key}.{name}", text, fault.Message);
            }
        }

        ConfigurationException Refuse(string name, string allowed) =>
            new($"{key}.{name}", config.GetString(name, ""), allowed);
    }
}

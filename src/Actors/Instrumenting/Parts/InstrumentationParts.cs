using System.Collections.Immutable;
using Akka.Actor;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>The parts of one actor system; asked once for each actor, when it is made.</summary>
internal sealed class InstrumentationParts(ImmutableArray<IInstrumentationPart> parts)
{
    private const string Key = "tracing.instrumentation.parts";

    /// <exception cref="ConfigurationException">A type is there that is no part.</exception>
    public static InstrumentationParts Read(ConfigReader config)
    {
        var names = config.Text(Key, "");
        var parts = ImmutableArray.CreateBuilder<IInstrumentationPart>();
        foreach (var name in names.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Not there: this application does without that library.
            if (Type.GetType(name, throwOnError: false) is not { } type) continue;
            if (Made(type) is not { } part)
            {
                throw config.Refuse(Key, names,
                    $"{type.FullName} must be an IInstrumentationPart that can be made without arguments");
            }
            parts.Add(part);
        }
        return new InstrumentationParts(parts.ToImmutable());
    }

    public Props Prepare(ActorPath path, Props props)
    {
        foreach (var part in parts)
        {
            var before = props;
            props = Try(() => part.Prepare(path, before), before);
        }
        return props;
    }

    public bool Relays(ActorPath path, Type actor)
    {
        foreach (var part in parts)
            if (Try(() => part.Relays(path, actor), false))
                return true;
        return false;
    }

    private static IInstrumentationPart? Made(Type type) =>
        typeof(IInstrumentationPart).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null
            ? (IInstrumentationPart?)Activator.CreateInstance(type)
            : null;

#pragma warning disable CA1031 // No exception of ours may keep a user's actor from starting.
    private static T Try<T>(Func<T> ask, T otherwise)
    {
        try
        {
            return ask();
        }
        catch (Exception)
        {
            return otherwise;
        }
    }
#pragma warning restore CA1031
}

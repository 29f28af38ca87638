using Akka.Event;
using Tracing.Configuration;

namespace Tracing.Actors;

/// <summary>What traces and logs have to do with each other.</summary>
/// <param name="CarriesIds">Log events written in a span carry its ids. tracing.logs.ids, on by default.</param>
/// <param name="AttachFrom">The level from which on a log line is also an event of its span; null: none is.
/// tracing.logs.attach, off by default.</param>
public sealed record LogSettings(bool CarriesIds, LogLevel? AttachFrom)
{
    /// <exception cref="ConfigurationException">A value is unusable.</exception>
    public static LogSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        LogLevel? from = config.Choice("tracing.logs.attach", "off", "off", "debug", "info", "warning", "error") switch
        {
            "debug" => LogLevel.DebugLevel,
            "info" => LogLevel.InfoLevel,
            "warning" => LogLevel.WarningLevel,
            "error" => LogLevel.ErrorLevel,
            _ => null,
        };
        return new LogSettings(config.Switch("tracing.logs.ids", true), from);
    }
}

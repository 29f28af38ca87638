using Akka.Event;
using Tracing.Configuration;

namespace Tracing.Actors;

/// <summary>The settings that connect log lines with spans.</summary>
/// <param name="CarriesIds">True: log lines that are written in a span carry its ids. tracing.logs.ids, on by
/// default.</param>
/// <param name="AttachFrom">The lowest level at which a log line also becomes an event of its span; null: no line does.
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

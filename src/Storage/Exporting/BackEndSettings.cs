using System.Buffers;
using System.Collections.Immutable;
using Tracing.Configuration;
using Tracing.Otlp;

namespace Tracing.Storage.Exporting;

/// <summary>A receiver of kept traces, under <c>tracing.export</c>; reference.conf explains each key.</summary>
/// <param name="Name">Letters, digits, - and _; the name in metrics and of the queue's folder.</param>
/// <param name="Destination">Null: a file.</param>
/// <param name="File">Null: a destination.</param>
/// <param name="MaxBytes">Size of the queue, or of one file.</param>
/// <param name="Files">Number of files that are kept.</param>
public sealed record BackEndSettings(string Name, OtlpDestination? Destination, string? File, long MaxBytes, int Files)
{
    private const string Section = "tracing.export";
    private const long DefaultQueueBytes = 1L << 30;
    private const long DefaultFileBytes = 64 << 20;
    private const int DefaultFiles = 5;

    private static readonly SearchValues<char> _nameChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <exception cref="ConfigurationException">A value is unusable or a key unknown; the message names key, value and
    /// range.</exception>
    public static ImmutableArray<BackEndSettings> Read(ConfigReader config) =>
        [.. config.Children(Section).Select(name => Read(config, name))];

    private static BackEndSettings Read(ConfigReader config, string name)
    {
        // A name with other characters would be no part of a key, nor of a file's name.
        if (name.AsSpan().ContainsAnyExcept(_nameChars))
            throw new ConfigurationException(
                $"{Section}.{name}", "{…}", "a back end's name must be of letters, digits, - and _");
        var key = $"{Section}.{name}";
        if (config.Children(key).IsEmpty) throw config.Refuse(key, "must be an object with an endpoint or a file");
        var reader = new DestinationReader(config, key, "endpoint");
        config.RefuseUnknown(key, [.. reader.Names, "file", "files", "max-bytes"]);
        var destination = reader.Read();
        var file = config.TextIfAny($"{key}.file");
        if (destination is null == file is null)
            throw config.Refuse(key, "must have an endpoint or a file, and not both");
        return new BackEndSettings(name, destination, file is null ? null : Path.GetFullPath(file),
            config.Bytes($"{key}.max-bytes", file is null ? DefaultQueueBytes : DefaultFileBytes, 1 << 20, 1L << 40),
            config.Int($"{key}.files", DefaultFiles, 1, 10_000));
    }
}

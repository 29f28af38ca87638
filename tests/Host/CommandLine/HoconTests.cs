using System.CommandLine;
using System.Runtime.CompilerServices;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Storage;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Hosting.CommandLine;

public class HoconTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Path.Combine(Root(), "hocon"), "*.conf").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_taken_as_it_stands(string sample) =>
        Assert.Equal((0, ""), Read("--config", Path.Combine(Root(), "hocon", sample)));

    [Theory]
    [InlineData("tracing.host.page-port = 70000", "tracing.host.page-port = 70000: must be a whole number from 0 to 65535")]
    [InlineData("tracing.host.page-prt = 1", "tracing.host.page-prt: there is no such setting; tracing.host has auth, base-path, bind, ")]
    [InlineData("tracing.storage.max-age = 30s", "tracing.storage.max-age = 30s: must be from 1m to 87600h")]
    [InlineData("tracing.storage.pth = x", "tracing.storage.pth: there is no such setting; tracing.storage has journal-max-bytes, ")]
    [InlineData("tracing.collector.settle = 2h", "tracing.collector.settle = 2h: must be from 1ms to 10m")]
    public void A_wrong_value_or_key_of_a_file_is_one_line(string hocon, string message)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, hocon);
            var (code, errors) = Read("--config", file);
            Assert.Equal(2, code);
            Assert.StartsWith(message, errors, StringComparison.Ordinal);
            Assert.Equal(1, errors.Count(c => c == '\n'));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("tracing.host.page-port=70000", "--set tracing.host.page-port = 70000: must be a whole number from 0 to 65535")]
    [InlineData("tracing.host.page-prt=1", "tracing.host.page-prt: there is no such setting; tracing.host has auth, base-path, bind, ")]
    [InlineData("tracing.collector.settle=2h", "--set tracing.collector.settle = 2h: must be from 1ms to 10m")]
    [InlineData("tracing.export.tempo.endpont=http://tempo", "--set tracing.export.tempo.endpont = http://tempo: unknown key; known are ")]
    [InlineData("nonsense", "--set = nonsense: must be key=value")]
    [InlineData("=3", "--set = =3: must be key=value")]
    public void A_wrong_value_or_key_of_set_is_one_line(string set, string message)
    {
        var (code, errors) = Read("--set", set);
        Assert.Equal(2, code);
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Fact]
    public void Set_gives_any_key_a_value_and_a_flag_of_its_own_wins_over_it()
    {
        var flags = new CollectorFlags(SettingFlags.OfHost());
        var command = new RootCommand();
        flags.AddTo(command);
        var parsed = command.Parse([
            "--set", "tracing.host.max-request-bytes=1MiB", "--set", "tracing.host.page-port=1", "--page-port", "2"]);
        var (options, config) = flags.Read(parsed);
        var settings = HostSettings.Read(config);
        Assert.Equal((1L << 20, 2), (settings.MaxRequestBytes, settings.PagePort));
        Assert.Contains(KeyValuePair.Create("tracing.host.max-request-bytes", "1MiB"), options.Flags);
    }

    [Theory]
    [InlineData("""["http://a:1", "http://b:2"]""")]
    [InlineData("http://a:1, http://b:2")]
    public void Set_takes_a_list_in_brackets_and_as_text_with_commas(string origins)
    {
        var flags = new CollectorFlags(SettingFlags.OfHost());
        var command = new RootCommand();
        flags.AddTo(command);
        var (_, config) = flags.Read(command.Parse(["--set", $"tracing.host.cors.origins={origins}"]));
        Assert.Equal(["http://a:1", "http://b:2"], HostSettings.Read(config).Security.DoorCors!.Origins.AsEnumerable());
    }

    [Fact]
    public void Set_adds_to_sections_in_which_the_user_chooses_the_names()
    {
        var flags = new CollectorFlags(SettingFlags.OfHost());
        var command = new RootCommand();
        flags.AddTo(command);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """
                tracing.export.file.file = a.jsonl
                tracing.sampling.policies.slow { type = slower-than, trace = 1s }
                """);
            var parsed = command.Parse(["--config", file, "--set", "tracing.export.tempo.endpoint=http://tempo:4317",
                "--set", "tracing.export.tempo.protocol=grpc", "--set", "tracing.export.file.files=7",
                "--set", "tracing.sampling.policies.failed.type=errors"]);
            var (options, config) = flags.Read(parsed);
            var ends = HostSettings.Read(config).BackEnds;
            Assert.Equal([("file", 7), ("tempo", 5)], ends.Select(end => (end.Name, end.Files)));
            Assert.Equal(["slow", "failed"], options.Assembler.Sampling.Policies.Select(policy => policy.Name));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("""
        tracing.host.auth.token = "0123456789abcdef"
        tracing.host.cors { origins = "https://shop.example", query-origins = "*" }
        """)]
    [InlineData("""
        tracing.export {
          tempo { endpoint = "http://tempo:4317" }
          files { file = traces.jsonl }
        }
        """)]
    [InlineData("""
        tracing.storage.store = postgres
        tracing.storage.postgres.connection-string = "Host=localhost"
        """)]
    public void The_hosts_reference_says_what_the_code_does_without_it(string hocon)
    {
        var given = new HoconSource(ConfigurationFactory.ParseString(hocon));
        var (code, reference) = (HostSettings.Read(new ConfigReader(given)),
            HostSettings.Read(new ConfigReader(given, HostReference.All)));
        Assert.Equal(Lines(code, 0), Lines(reference, 0));
        if (hocon.Length == 0) Assert.Equal(Lines(new HostSettings(), 0), Lines(code, 0));
    }

    // Every property, and those of what is in it. Records cannot be compared, because arrays are equal to themselves alone.
    private static IEnumerable<string> Lines(object? value, int depth)
    {
        if (value is null or string or IFormattable or bool || depth > 8) return [$"{value}"];
        if (value is System.Collections.IEnumerable many)
            return many.Cast<object>().SelectMany((one, at) => Lines(one, depth + 1).Select(line => $"{at}.{line}"));
        if (value.GetType().Assembly == typeof(object).Assembly) return [$"{value}"];
        return value.GetType().GetProperties().Where(static property => property.GetMethod!.IsStatic == false)
            .SelectMany(property => Lines(property.GetValue(value), depth + 1).Select(line => $"{property.Name}: {line}"));
    }

    // Reads the settings as the command does, and starts nothing.
    private static (int Code, string Errors) Read(params string[] args)
    {
        var flags = new CollectorFlags(SettingFlags.OfHost());
        var command = new RootCommand();
        flags.AddTo(command);
        try
        {
            var (_, config) = flags.Read(command.Parse(args));
            HostSettings.Read(config);
            return (0, "");
        }
        catch (ConfigurationException refused)
        {
            return (2, refused.Message + '\n');
        }
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}

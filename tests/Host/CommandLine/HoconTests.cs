using System.Runtime.CompilerServices;
using Tracing.Configuration;
using Tracing.Hosting.Engines;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>HOCON at the host: read by Akka.NET where it is there, refused with a word where it is not.</summary>
public class HoconTests
{
    private static readonly bool _isRead = EngineKinds.All.Length > 1;

    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Path.Combine(Root(), "hocon"), "*.conf").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_taken_as_it_stands(string sample)
    {
        var file = Path.Combine(Root(), "hocon", sample);
        var (code, errors) = Read(file);
        Assert.Equal(_isRead ? "" : $"--config = {file}: HOCON is read by Akka.NET, which this build leaves out; use flags instead\n", errors);
        Assert.Equal(_isRead ? 0 : 2, code);
    }

    [Theory]
    [InlineData("tracing.host.page-port = 70000", "tracing.host.page-port = 70000: must be a whole number from 0 to 65535")]
    [InlineData("tracing.host.page-prt = 1", "tracing.host.page-prt: there is no such setting; tracing.host has bind, ")]
    [InlineData("tracing.storage.max-age = 30s", "tracing.storage.max-age = 30s: must be from 1m to 87600h")]
    [InlineData("tracing.storage.pth = x", "tracing.storage.pth: there is no such setting; tracing.storage has journal-max-bytes, kind, ")]
    [InlineData("tracing.collector.settle = 2h", "tracing.collector.settle = 2h: must be from 1ms to 10m")]
    public void A_wrong_value_or_key_of_a_file_is_one_line(string hocon, string message)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, hocon);
            var (code, errors) = Read(file);
            Assert.Equal(2, code);
            if (_isRead) Assert.StartsWith(message, errors, StringComparison.Ordinal);
            Assert.Equal(1, errors.Count(c => c == '\n'));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_hosts_reference_says_what_the_code_does_without_it()
    {
        if (!_isRead) return;
        var read = HostSettings.Read(new ConfigReader(EngineKinds.ReadHocon(HostReference.Text, HostReference.Name)));
        var code = new HostSettings();
        Assert.Equal((code.BindAddress, code.OtlpHttpPort, code.PagePort, code.MemoryBytes, code.MaxRequestBytes),
            (read.BindAddress, read.OtlpHttpPort, read.PagePort, read.MemoryBytes, read.MaxRequestBytes));
        var storage = EngineKinds.ReadHocon(StorageSettings.ReadReference(), StorageSettings.ReferenceName);
        Assert.Equal(StorageSettings.Default, StorageSettings.Read(new ConfigReader(storage)));
    }

    // Reads the settings as ./run does, and starts nothing.
    private static (int Code, string Errors) Read(string file)
    {
        var flags = new EngineFlags(SettingFlags.OfHost());
        var command = new System.CommandLine.RootCommand();
        flags.AddTo(command);
        try
        {
            var (_, _, config) = flags.Read(command.Parse(["--config", file]));
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

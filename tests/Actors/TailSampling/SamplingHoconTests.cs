using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.TailSampling;
using Tracing.TailSampling.Configuring;

namespace Tracing.Actors.TailSampling;

/// <summary>Sampling policies from real HOCON.</summary>
public class SamplingHoconTests
{
    [Fact]
    public void Policies_are_asked_in_the_order_of_the_file()
    {
        // In neither alphabetical nor hash order; some are written in several places.
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"p{i * 7919 % 1000}-{(char)('z' - (i % 26))}")];
        var text = "tracing.sampling.policies {\n" + string.Join('\n', names.Select(name => $"{name} {{ type = errors }}"))
            + "\n}\ntracing.sampling.policies." + names[5] + ".budget = 3";
        Assert.Equal(names, Read(text).Policies.Select(policy => policy.Name));
    }

    [Fact]
    public void Policies_stand_within_policies()
    {
        var settings = Read("""
            tracing.sampling {
              default = drop
              policies.a {
                type = all-of
                slow { type = slower-than, trace = 2s }
                mine {
                  type = any-of
                  x { type = errors }
                  y { type = operation, operation = "GET /o*" }
                }
              }
            }
            """);
        Assert.False(settings.KeepsByDefault);
        Assert.Equal(("a", PolicyNature.Match), (Assert.Single(settings.Policies).Name, settings.Policies[0].Nature));
    }

    [Fact]
    public void The_sample_for_production_loads_with_all_its_policies_in_their_order()
    {
        var settings = Read(Sample());
        Assert.False(settings.KeepsByDefault);
        Assert.Equal(
            ["health", "errors", "slow", "incomplete", "debug", "server-faults", "tenants", "background", "rest"],
            settings.Policies.Select(policy => policy.Name));
        Assert.NotNull(new TailSampler(settings));
    }

    [Theory]
    [InlineData("slow { type = slower-than, trace = 2x }", "tracing.sampling.policies.slow.trace = 2x: must be from 1ms to 1h")]
    [InlineData("slow { type = slower-than, trase = 2s }", "tracing.sampling.policies.slow.trace = nothing: must be given, or span: a time such as 2s")]
    [InlineData("slow { type = errors, trace = [1, 2] }", "tracing.sampling.policies.slow.trace = 1, 2: unknown key; known are type, action, budget")]
    [InlineData("slow {}", "tracing.sampling.policies.slow = nothing: must be an object with a type and what that type needs")]
    [InlineData("slow = errors", "tracing.sampling.policies.slow = errors: must be an object with a type and what that type needs")]
    public void A_wrong_policy_is_refused_with_its_full_key(string policy, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(
            () => Read($"tracing.sampling.policies {{ {policy} }}")).Message);

    [Fact]
    public void The_defaults_keep_everything()
    {
        var settings = AssemblerSettings.Read(new ConfigReader(new HoconSource(ActorTracing.Reference)));
        Assert.Empty(settings.Sampling.Policies);
        Assert.Equal(AssemblerSettings.Default with { Sampling = settings.Sampling }, settings);
        Assert.True(settings.Sampling.KeepsByDefault);
    }

    private static SamplingSettings Read(string hocon) =>
        SamplingReader.Read(new ConfigReader(HoconSource.Parse(hocon, "test")));

    private static string Sample()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "hocon", "sampling.conf")))
            directory = directory.Parent;
        Assert.NotNull(directory);
        return File.ReadAllText(Path.Combine(directory.FullName, "hocon", "sampling.conf"));
    }
}

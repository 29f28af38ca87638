using Tracing.Configuration;

namespace Tracing.TailSampling;

/// <summary>Unusable settings are refused at start, with their full key.</summary>
public class RefusalTests
{
    private const string It = "tracing.sampling.policies.it";

    [Theory]
    [InlineData("type = slower-than; trace = 2x", It + ".trace = 2x: must be from 1ms to 1h")]
    [InlineData("type = slower-than", It + ".trace = nothing: must be given, or span: a time such as 2s")]
    [InlineData("type = eror", It + ".type = eror: must be one of always, errors, slower-than, attribute, span-count, operation, "
        + "partial, probabilistic, rate-limit, adaptive, all-of, any-of, not")]
    [InlineData("trace = 2s", It + ".type = nothing: must be one of always, errors, slower-than, attribute, span-count, operation, "
        + "partial, probabilistic, rate-limit, adaptive, all-of, any-of, not")]
    [InlineData("type = errors; trace = 2s", It + ".trace = 2s: unknown key; known are type, action, budget")]
    [InlineData("type = errors; inner.type = always", It + ".inner = {…}: unknown key; known are type, action, budget")]
    [InlineData("type = errors; action = drp", It + ".action = drp: must be one of keep, drop")]
    [InlineData("type = errors; budget = 0", It + ".budget = 0: must be a number from 0.0001 to 1000000")]
    [InlineData("type = errors; budget = 1; action = drop", It + ".budget = 1: has no meaning with action = drop")]
    [InlineData("type = probabilistic; ratio = 5", It + ".ratio = 5: must be a number from 0 to 1")]
    [InlineData("type = probabilistic", It + ".ratio = nothing: must be given: a number from 0 to 1")]
    [InlineData("type = probabilistic; ratio = 1; action = drop",
        It + ".action = drop: drop is for what matches; a coin or a limit drops by itself what it does not keep")]
    [InlineData("type = span-count", It + ".min = nothing: must be given, or max")]
    [InlineData("type = span-count; min = 5; max = 4", It + ".max = 4: must be a whole number from 5 to 2147483647")]
    [InlineData("type = attribute", It + ".key = nothing: must be given: the attribute's name")]
    [InlineData("type = attribute; key = a; equals = x; matches = y", It + " = {…}: must have only one of equals, matches, and min with max")]
    [InlineData("type = attribute; key = a; min = x", It + ".min = x: must be a number")]
    [InlineData("type = attribute; key = a; matches = (?=x)",
        It + ".matches = (?=x): must be a regular expression: lookarounds and backreferences are not supported (Parameter 'pattern')")]
    [InlineData("type = operation", It + ".operation = nothing: must be given, or service: a name, in which * is any text")]
    [InlineData("type = partial; reason = tired", It + ".reason = tired: must be one of any, age, size, memory, shutdown")]
    [InlineData("type = rate-limit", It + ".per-second = nothing: must be given: traces a second")]
    [InlineData("type = rate-limit; per-second = 1; key = attribute",
        It + ".attribute = nothing: must be given with key = attribute: the attribute's name")]
    [InlineData("type = adaptive; per-second = 1; window = 1ms", It + ".window = 1ms: must be from 1s to 1h")]
    [InlineData("type = all-of", It + " = {…}: must have policies inside, each under a name of its own")]
    [InlineData("type = all-of; a.type = errors; a.budget = 1", It + ".a.budget = 1: unknown key; known are type")]
    [InlineData("type = any-of; a.type = rate-limit; a.per-second = 1",
        It + ".a.type = rate-limit: cannot be inside any-of: what it passes over, another may keep")]
    [InlineData("type = not; a.type = errors; b.type = always", It + " = {…}: must have exactly one policy inside")]
    [InlineData("type = not; a.type = probabilistic; a.ratio = 1",
        It + ".a.type = probabilistic: cannot be inside not: only what matches a trace has an opposite")]
    public void A_wrong_policy_is_refused_with_its_key(string policy, string message) =>
        Refused([.. policy.Split("; ").Select(line => "policies.it." + line)], message);

    [Fact]
    public void A_wrong_setting_beside_the_policies_is_refused_with_its_key()
    {
        Refused(["default = maybe"], "tracing.sampling.default = maybe: must be one of keep, drop");
        Refused(["polices.a.type = errors"], "tracing.sampling.polices = {…}: unknown key; known are default, reconsider, policies");
        Refused(["policies = errors"], "tracing.sampling.policies = errors: must be an object of named policies");
        Refused(["policies.it = errors"], It + " = errors: must be an object with a type and what that type needs");
        Refused(["policies.a b.type = errors"],
            "tracing.sampling.policies.a b = {…}: a policy's name must be of letters, digits, - and _");
    }

    [Fact]
    public void Policies_nested_too_deep_are_refused()
    {
        var key = "policies.it";
        var lines = new List<string>();
        for (var i = 0; i < 20; i++, key += ".a") lines.Add(key + ".type = not");
        Assert.Contains("must not be more than 8 policies within each other",
            Assert.Throws<ConfigurationException>(() => Sampling.Read([.. lines])).Message, StringComparison.Ordinal);
    }

    private static void Refused(string[] lines, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Sampling.Read(lines)).Message);
}

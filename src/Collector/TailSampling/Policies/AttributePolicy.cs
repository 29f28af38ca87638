namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces in which an attribute of any span, or of its resource, passes a test.</summary>
/// <param name="test">A test from <see cref="ValueTests"/>. In an array, one element must pass.</param>
internal sealed class AttributePolicy(string key, Predicate<TagValue> test) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        foreach (var value in trace.Values(key))
            if (Passes(value))
                return PolicyVerdict.Keep("attribute matches");
        return PolicyVerdict.None;
    }

    private bool Passes(TagValue value)
    {
        if (test(value)) return true;
        if (value.Kind != TagKind.Array) return false;
        foreach (var element in value.AsArray)
            if (test(element))
                return true;
        return false;
    }
}

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces in which an attribute of any span, or of its resource, has a value that passes a
/// test.</summary>
/// <param name="test">See <see cref="ValueTests"/>. Of an array each element is tested.</param>
public sealed class AttributePolicy(string key, Predicate<TagValue> test) : ITracePolicy
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

using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>What headers said, and what was wrong with them. <c>default</c>: nothing was there.</summary>
/// <param name="Context">Not valid where the headers name no trace; it may still have baggage or a decision.</param>
public readonly record struct Extraction(TraceContext Context)
{
    private readonly ImmutableArray<ParseFault> _faults;

    /// <summary>Each fault once, however often it occurred: a hostile header cannot fill a log.</summary>
    public ImmutableArray<ParseFault> Faults => _faults.IsDefault ? [] : _faults;

    public static Extraction Faulty(ParseFault fault) => default(Extraction).With(fault);

    public Extraction With(ParseFault fault) => Faults.Contains(fault) ? this : new(Context, Faults.Add(fault));

    /// <summary>Adds what another format found: the first trace and baggage stand, and all faults.</summary>
    public Extraction Or(in Extraction other)
    {
        var context = Names(Context) >= Names(other.Context) ? Context : other.Context;
        var baggage = Context.Baggage.IsEmpty ? other.Context.Baggage : Context.Baggage;
        if (!ReferenceEquals(context.Baggage, baggage)) context = context.With(baggage);
        var merged = new Extraction(context, Faults);
        foreach (var fault in other.Faults) merged = merged.With(fault);
        return merged;
    }

    public bool Equals(Extraction other) =>
        Context == other.Context && Faults.AsSpan().SequenceEqual(other.Faults.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Context, Faults.Length);

    private Extraction(TraceContext context, ImmutableArray<ParseFault> faults) : this(context) => _faults = faults;

    // A trace says more than a decision about no trace in particular.
    private static int Names(in TraceContext context) =>
        context.IsValid ? 2 : context.Decision != CallerDecision.None ? 1 : 0;
}

using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>The context that was read from headers, and the faults of the headers. <c>default</c>: there were
/// none.</summary>
/// <param name="Context">Not valid when the headers name no trace; it may still have baggage or a decision.</param>
public readonly record struct Extraction(TraceContext Context)
{
    private readonly ImmutableArray<ParseFault> _faults;

    /// <summary>The faults, each once, however often it occurred: a hostile header cannot fill a log.</summary>
    public ImmutableArray<ParseFault> Faults => _faults.IsDefault ? [] : _faults;

    public static Extraction Faulty(ParseFault fault) => default(Extraction).With(fault);

    public Extraction With(ParseFault fault) => Faults.Contains(fault) ? this : new(Context, Faults.Add(fault));

    /// <summary>Merges what another format found: this trace and baggage come first, and all faults are kept.</summary>
    public Extraction Or(in Extraction other)
    {
        var context = Rank(Context) >= Rank(other.Context) ? Context : other.Context;
        var baggage = Context.Baggage.IsEmpty ? other.Context.Baggage : Context.Baggage;
        if (!ReferenceEquals(context.Baggage, baggage)) context = context.With(baggage);
        // Only some formats can say that the span is this library's; the others do not deny it.
        if (context.IsValid && (Names(Context, context) || Names(other.Context, context)))
            context = context.From(ContextOrigin.Own);
        var merged = new Extraction(context, Faults);
        foreach (var fault in other.Faults) merged = merged.With(fault);
        return merged;
    }

    public bool Equals(Extraction other) =>
        Context == other.Context && Faults.AsSpan().SequenceEqual(other.Faults.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Context, Faults.Length);

    private Extraction(TraceContext context, ImmutableArray<ParseFault> faults) : this(context) => _faults = faults;

    private static bool Names(in TraceContext known, in TraceContext span) =>
        known.Origin == ContextOrigin.Own && known.TraceId == span.TraceId && known.SpanId == span.SpanId;

    // A context that names a trace is preferred to a mere decision.
    private static int Rank(in TraceContext context) =>
        context.IsValid ? 2 : context.Decision != CallerDecision.None ? 1 : 0;
}

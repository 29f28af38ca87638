namespace Tracing.Actors;

/// <summary>A turn whose work goes on in later turns of its actor: its span stays open until the last of
/// them.</summary>
internal sealed class HeldTurn(Span span, AskedTurn? asked)
{
    public Span Span => span;

    /// <summary>The answers that the span also waits for; null: none.</summary>
    public AskedTurn? Asked { get; set; } = asked;

    /// <summary>Turns that are still to come.</summary>
    public int Pending { get; set; }

    public void End()
    {
        if (Asked is { } asked) asked.EndTurn();
        else Span.End();
    }
}

using System.Collections.Immutable;
using Tracing.TraceQl.Parsing;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl;

/// <summary>A field that a query can name, such as <c>span.http.method</c>, <c>.region</c> or <c>status</c>.</summary>
/// <remarks>Immutable, any thread.</remarks>
public sealed class TraceQlField
{
    private readonly FieldReference _field;

    private TraceQlField(FieldReference field) => _field = field;

    public static TraceQlField ServiceName { get; } = OfResource(Resource.ServiceNameKey);

    /// <summary>The name with its scope.</summary>
    public string Text => _field.Text;

    /// <summary>True for the service's name, in its resource or wherever it is.</summary>
    public bool IsServiceName =>
        _field is { Scope: FieldScope.Resource or FieldScope.None, Key: Resource.ServiceNameKey, OfParent: false };

    /// <summary>True for the name of the span.</summary>
    public bool IsName => _field.Intrinsic == Intrinsic.Name;

    /// <summary>All values that the field can have; empty when there is no end of them.</summary>
    public ImmutableArray<TraceQlValue> Choices => _field.Intrinsic switch
    {
        Intrinsic.Status => [.. Enum.GetValues<SpanStatus>().Select(TraceQlValue.Of)],
        Intrinsic.Kind => [.. Enum.GetValues<SpanKind>().Select(TraceQlValue.Of)],
        _ => [],
    };

    /// <summary>Makes the field for an attribute of spans.</summary>
    public static TraceQlField OfSpan(string key) =>
        new(FieldReference.Attribute(FieldScope.Span, key, ofParent: false));

    /// <summary>Makes the field for an attribute of resources.</summary>
    public static TraceQlField OfResource(string key) =>
        new(FieldReference.Attribute(FieldScope.Resource, key, ofParent: false));

    /// <returns>Null: the text names no field.</returns>
    public static TraceQlField? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > TraceQlQuery.MaxLength) return null;
        var lexer = new Lexer(text);
        var cursor = new ParseCursor(text, lexer.Read());
        var field = lexer.Fault is null ? new ExpressionParser(cursor).ReadField() : null;
        return field is null || !cursor.IsAtEnd ? null : new TraceQlField(field);
    }

    internal FieldReference Reference => _field;

    /// <summary>The value that each of the selected spans of a trace has.</summary>
    internal IEnumerable<TraceQlValue> ValuesIn(TraceQlMatch match)
    {
        foreach (var span in match.Indexes) yield return match.Read(_field, span);
    }
}

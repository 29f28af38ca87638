namespace Tracing.TraceQl.Syntax;

/// <summary>A value that is computed for a span.</summary>
internal abstract record Expression
{
    /// <summary>Null: it depends on the span, as for an attribute.</summary>
    public abstract TraceQlKind? Type { get; }

    /// <summary>True when the value can be a boolean.</summary>
    public bool MayBeBool => Type is null or TraceQlKind.Bool;

    /// <summary>True when the value can be a number.</summary>
    public bool MayBeNumber => Type is null or TraceQlKind.Int or TraceQlKind.Float or TraceQlKind.Duration;

    /// <summary>The fields in it.</summary>
    public IEnumerable<FieldReference> Fields => this switch
    {
        FieldExpression one => [one.Field],
        UnaryExpression unary => unary.Operand.Fields,
        BinaryExpression binary => binary.Left.Fields.Concat(binary.Right.Fields),
        _ => [],
    };
}

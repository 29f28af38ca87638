using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Computes expressions for the spans of a trace.</summary>
/// <remarks>One owner. The recursion is as deep as the parser allows.</remarks>
internal sealed class SpanEvaluator(FieldReader? fields)
{
    /// <summary>Computes an expression without fields.</summary>
    public static TraceQlValue Constant(Expression expression) => new SpanEvaluator(null).Evaluate(expression, 0);

    public bool IsTrue(Expression expression, int span) => Evaluate(expression, span).AsBool;

    public TraceQlValue Evaluate(Expression expression, int span) => expression switch
    {
        LiteralExpression literal => literal.Value,
        FieldExpression field => fields?.Read(field.Field, span) ?? TraceQlValue.Nil,
        UnaryExpression { IsNot: true } unary => Not(Evaluate(unary.Operand, span)),
        UnaryExpression unary => Arithmetic.Negate(Evaluate(unary.Operand, span)),
        BinaryExpression binary => Evaluate(binary, span),
        _ => TraceQlValue.Nil,
    };

    private TraceQlValue Evaluate(BinaryExpression binary, int span)
    {
        var left = Evaluate(binary.Left, span);
        switch (binary.Operator)
        {
            case BinaryOperator.And: return TraceQlValue.Of(left.AsBool && IsTrue(binary.Right, span));
            case BinaryOperator.Or: return TraceQlValue.Of(left.AsBool || IsTrue(binary.Right, span));
            case BinaryOperator.Matches or BinaryOperator.NotMatches when binary.Pattern is { } pattern:
                return TraceQlValue.Of(Comparing.Matches(pattern, binary.Operator == BinaryOperator.Matches, left));
        }
        // A comparison with nil asks whether there is a value.
        if (IsNil(binary.Right) && !Operators.IsArithmetic(binary.Operator))
            return TraceQlValue.Of(left.IsNil == (binary.Operator == BinaryOperator.Equal));
        var right = Evaluate(binary.Right, span);
        if (IsNil(binary.Left) && !Operators.IsArithmetic(binary.Operator))
            return TraceQlValue.Of(right.IsNil == (binary.Operator == BinaryOperator.Equal));
        return Operators.IsArithmetic(binary.Operator)
            ? Arithmetic.Apply(binary.Operator, left, right)
            : TraceQlValue.Of(Comparing.Compare(binary.Operator, left, right));
    }

    private static bool IsNil(Expression expression) => expression is LiteralExpression { Value.IsNil: true };

    // What is no boolean has no negation.
    private static TraceQlValue Not(in TraceQlValue value) =>
        value.Kind == TraceQlKind.Bool ? TraceQlValue.Of(!value.AsBool) : TraceQlValue.Nil;
}

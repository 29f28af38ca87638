using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Reads an expression over the fields of a span.</summary>
/// <remarks>One owner. After a fault the result has no meaning.</remarks>
internal sealed class ExpressionParser(ParseCursor cursor)
{
    /// <summary>The precedence from which on an expression has no comparison outside of brackets.</summary>
    public const int ArithmeticLevel = 3;

    /// <param name="minLevel">Operators of lower precedence end the expression.</param>
    public Expression Read(int minLevel = 1)
    {
        var left = ReadOperand();
        while (Operators.TryFieldOperator(cursor.Peek.Sign, out var found, out var level) && level >= minLevel)
        {
            var sign = cursor.Take();
            cursor.CountOperator(sign);
            var at = cursor.Peek;
            var right = Read(Operators.RightLevel(level));
            if (cursor.Fault is not null) return left;
            left = ExpressionTyping.Join(found, left, right, out var problem, out var isOfRight);
            if (problem is not null) cursor.Fail(isOfRight ? at : sign, problem);
        }
        return left;
    }

    /// <summary>Reads the name of a field.</summary>
    public FieldReference? ReadField()
    {
        var token = cursor.Peek;
        if (token.Field is { } field)
        {
            cursor.Take();
            return field;
        }
        if (token.Kind == TokenKind.Word && Intrinsics.TryFind(token.Text, out var intrinsic, out var kind))
        {
            cursor.Take();
            return new FieldReference(token.Text, FieldScope.Intrinsic, "", false, intrinsic, kind);
        }
        return null;
    }

    private Expression ReadOperand()
    {
        var token = cursor.Peek;
        if (token.Is("(") || token.Is("!") || token.Is("-")) return ReadNested(cursor.Take());
        if (token.Kind == TokenKind.Literal)
        {
            cursor.Take();
            return new LiteralExpression(token.Value);
        }
        if (ReadField() is { } field) return new FieldExpression(field);
        if (token.Kind == TokenKind.Word && Keywords.TryValue(token.Text, out var value))
        {
            cursor.Take();
            return new LiteralExpression(value);
        }
        if (token.Kind == TokenKind.Word)
            cursor.Fail(token, $"unknown field '{token.Text}'; attributes are .{token.Text}, span.{token.Text} or "
                + $"resource.{token.Text}, texts are in quotes");
        else cursor.FailHere("expected a field or a value");
        return LiteralExpression.True;
    }

    private Expression ReadNested(in Token sign)
    {
        if (!cursor.Enter()) return LiteralExpression.True;
        Expression read;
        if (sign.Is("("))
        {
            read = Read();
            cursor.Expect(")");
        }
        else
        {
            var at = cursor.Peek;
            var operand = Read(Operators.UnaryLevel);
            read = ExpressionTyping.Apply(sign.Is("!"), operand, out var problem);
            if (problem is not null) cursor.Fail(at, problem);
        }
        cursor.Leave();
        return read;
    }
}

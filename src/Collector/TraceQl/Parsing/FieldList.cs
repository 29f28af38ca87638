using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Reads the fields of <c>select</c> and of the <c>by</c> behind a metrics function.</summary>
internal static class FieldList
{
    /// <summary>The most fields of one list.</summary>
    private const int MaxFields = 20;

    public static ImmutableArray<FieldReference> Read(ParseCursor cursor, ExpressionParser expressions)
    {
        var fields = ImmutableArray.CreateBuilder<FieldReference>();
        do
        {
            if (fields.Count == MaxFields) cursor.Fail(cursor.Peek, $"up to {MaxFields} fields may be named here");
            if (expressions.ReadField() is { } field) fields.Add(field);
            else cursor.FailHere("expected a field, such as name or span.http.method");
        }
        while (cursor.Accept(","));
        return fields.DrainToImmutable();
    }
}

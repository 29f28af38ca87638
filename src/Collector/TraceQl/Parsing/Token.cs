using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <param name="At">Offset of its first character.</param>
/// <param name="Text">The sign or word; for others the text as it was written.</param>
internal readonly record struct Token(
    TokenKind Kind, int At, string Text, TraceQlValue Value = default, FieldReference? Field = null)
{
    /// <summary>The sign; empty for other tokens.</summary>
    public string Sign => Kind == TokenKind.Sign ? Text : "";

    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    public override string ToString() => Kind == TokenKind.End ? "the end of the query" : $"'{Text}'";
}

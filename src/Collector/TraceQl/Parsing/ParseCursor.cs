using System.Collections.Immutable;

namespace Tracing.TraceQl.Parsing;

/// <summary>Goes through the tokens of a query. After the first fault all further tokens are the end, so that every
/// parser comes to its end.</summary>
/// <remarks>One owner.</remarks>
internal sealed class ParseCursor(string text, ImmutableArray<Token> tokens)
{
    /// <summary>Brackets within brackets, and signs before operands.</summary>
    private const int MaxDepth = 50;

    /// <summary>Operators of one query: each can make the tree one deeper.</summary>
    private const int MaxOperators = 500;

    private int _next;
    private int _depth;
    private int _operators;

    public TraceQlFault? Fault { get; private set; }

    public Token Peek => tokens[_next];

    public bool IsAtEnd => Peek.Kind == TokenKind.End;

    public Token Take() => IsAtEnd ? Peek : tokens[_next++];

    public bool Accept(string sign)
    {
        if (!Peek.Is(sign)) return false;
        _next++;
        return true;
    }

    public bool AcceptWord(string word)
    {
        if (!Peek.IsWord(word)) return false;
        _next++;
        return true;
    }

    public void Expect(string sign)
    {
        if (!Accept(sign)) FailHere($"expected '{sign}'");
    }

    /// <summary>The text from a token to the one that was taken last.</summary>
    public string TextSince(in Token first)
    {
        var last = tokens[Math.Max(0, _next - 1)];
        return last.At < first.At ? "" : text[first.At..(last.At + last.Text.Length)];
    }

    public void FailHere(string expected) => Fail(Peek, $"{expected}, found {Peek}");

    public void Fail(in Token at, string problem)
    {
        Fault ??= TraceQlFault.At(text, at.At, problem);
        _next = tokens.Length - 1;
    }

    /// <summary>Counts an operator; more than fit are a fault.</summary>
    public void CountOperator(in Token token)
    {
        if (++_operators > MaxOperators) Fail(token, $"a query may have up to {MaxOperators} operators");
    }

    /// <summary>Goes one level deeper; the caller calls <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        if (++_depth <= MaxDepth) return true;
        Fail(Peek, $"brackets and signs may be nested up to {MaxDepth} deep");
        return false;
    }

    public void Leave() => _depth--;
}

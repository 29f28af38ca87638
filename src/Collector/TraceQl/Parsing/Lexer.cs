using System.Collections.Immutable;
using System.Globalization;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Splits a query into tokens. Attribute names end at white space, a bracket or most operators, so
/// <c>.a+1</c> is one name.</summary>
/// <remarks>One owner.</remarks>
internal sealed class Lexer(string text)
{
    // Longer ones first where one begins another.
    private static readonly ImmutableArray<string> _signs =
    [
        "!>>", "!<<", "&>>", "&<<", "&&", "||", ">>", "<<", ">=", "<=", "!=", "=~", "!~", "!>", "!<", "&>", "&<", "&~",
        "=", ">", "<", "~", "+", "-", "*", "/", "%", "^", "!", "|", "{", "}", "(", ")", ",",
    ];

    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();
    private int _at;

    public TraceQlFault? Fault { get; private set; }

    /// <returns>The tokens with an End at last; cut at the fault when there is one.</returns>
    public ImmutableArray<Token> Read()
    {
        while (Fault is null)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            if (_at == text.Length) break;
            ReadOne();
        }
        _tokens.Add(new Token(TokenKind.End, text.Length, ""));
        return _tokens.DrainToImmutable();
    }

    private void ReadOne()
    {
        var (at, first) = (_at, text[_at]);
        if (first is '"' or '`') ReadText();
        else if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1)))) ReadNumber();
        else if (first == '.') ReadAttribute(at, FieldScope.None, ofParent: false);
        else if (char.IsAsciiLetter(first) || first == '_') ReadWord();
        else ReadSign();
    }

    private void ReadSign()
    {
        foreach (var sign in _signs)
        {
            if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0) continue;
            _tokens.Add(new Token(TokenKind.Sign, _at, sign));
            _at += sign.Length;
            return;
        }
        Fail(_at, $"unexpected character '{text[_at]}'");
    }

    private void ReadWord()
    {
        var at = _at;
        while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_') _at++;
        var word = text[at.._at];
        if (Peek(0) == '.' && (word == "parent" || ScopeOf(word) != FieldScope.None))
        {
            if (word != "parent") ReadAttribute(at, ScopeOf(word), ofParent: false);
            else ReadParentAttribute(at);
            return;
        }
        if (Peek(0) == ':' && char.IsAsciiLetter(Peek(1)))
        {
            _at++;
            while (char.IsAsciiLetterOrDigit(Peek(0))) _at++;
            word = text[at.._at];
            if (!Intrinsics.TryFind(word, out _, out _))
            {
                Fail(at, $"unknown field '{word}'; fields with a colon are "
                    + string.Join(", ", Intrinsics.Names.Where(static name => name.Contains(':'))));
                return;
            }
        }
        _tokens.Add(new Token(TokenKind.Word, at, word));
    }

    private void ReadParentAttribute(int at)
    {
        foreach (var scope in (ReadOnlySpan<FieldScope>)
            [FieldScope.Span, FieldScope.Resource, FieldScope.Instrumentation])
        {
            var name = $".{scope.ToString().ToLowerInvariant()}";
            if (string.CompareOrdinal(text, _at, name + ".", 0, name.Length + 1) != 0) continue;
            _at += name.Length;
            ReadAttribute(at, scope, ofParent: true);
            return;
        }
        ReadAttribute(at, FieldScope.None, ofParent: true);
    }

    // At the period.
    private void ReadAttribute(int at, FieldScope scope, bool ofParent)
    {
        var key = new System.Text.StringBuilder();
        for (_at++; _at < text.Length && AttributeName.Has(text[_at]);)
        {
            if (text[_at] != '"') key.Append(text[_at++]);
            else if (!ReadQuoted(key)) return;
        }
        if (key.Length == 0)
        {
            Fail(_at, $"expected the name of an attribute after '{text[at.._at]}'");
            return;
        }
        _tokens.Add(new Token(TokenKind.Attribute, at, text[at.._at],
            Field: FieldReference.Attribute(scope, key.ToString(), ofParent)));
    }

    // A quoted part of an attribute's name.
    private bool ReadQuoted(System.Text.StringBuilder to)
    {
        var at = _at;
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\')
            {
                if (Peek(1) is not ('"' or '\\'))
                {
                    Fail(_at, "expected \\\" or \\\\ in the quoted name of an attribute");
                    return false;
                }
                _at++;
            }
            to.Append(text[_at]);
        }
        if (_at == text.Length)
        {
            Fail(at, "the quote does not end");
            return false;
        }
        _at++;
        return true;
    }

    private void ReadText()
    {
        var at = _at;
        if (TextLiteral.TryRead(text, ref _at, out var problem) is not { } content)
        {
            Fail(problem is null ? at : _at, problem ?? "the quote does not end");
            return;
        }
        _tokens.Add(new Token(TokenKind.Literal, at, text[at.._at], TraceQlValue.Of(content)));
    }

    private void ReadNumber()
    {
        var at = _at;
        Digits();
        if (Peek(0) is 'e' or 'E'
            && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _at += 2;
            Digits();
        }
        else if (char.IsLetter(Peek(0)))
        {
            while (char.IsLetterOrDigit(Peek(0)) || Peek(0) == '.') _at++;
        }
        var given = text[at.._at];
        TraceQlValue value;
        if (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            value = TraceQlValue.Of(whole);
        else if (DurationText.TryRead(given, out var nanos)) value = TraceQlValue.Duration(nanos);
        else if (given.AsSpan().IndexOfAny(".eE") >= 0 && double.TryParse(given,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
            value = TraceQlValue.Of(number);
        else
        {
            Fail(at, $"'{given}' is neither a number nor a duration such as 10ms or 1h30m");
            return;
        }
        _tokens.Add(new Token(TokenKind.Literal, at, given, value));
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Peek(0)) || Peek(0) == '.') _at++;
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void Fail(int at, string problem) => Fault ??= TraceQlFault.At(text, at, problem);

    private static FieldScope ScopeOf(string word) => word switch
    {
        "span" => FieldScope.Span,
        "resource" => FieldScope.Resource,
        "event" => FieldScope.Event,
        "link" => FieldScope.Link,
        "instrumentation" => FieldScope.Instrumentation,
        _ => FieldScope.None,
    };
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tracing.Testing;

/// <summary>Reads an expected shape: names, children in parentheses, siblings behind each other.</summary>
/// <remarks>
/// A name may have spaces, and so may the room between siblings: the names of the trace under test decide, and a comma
/// or quotes settle what is left. <c>~</c> before a name marks a detached span; <c>×3</c> or <c>*3</c> behind one stands
/// for three such siblings; <c>?</c> is a span that is missing.
/// </remarks>
internal sealed class ShapeReader
{
    /// <summary>Spans that an expected shape may have.</summary>
    private const int MaxNodes = 10_000;

    private readonly string _text;
    private readonly ImmutableHashSet<string> _names;
    private readonly int _longestName;
    private readonly Shape _shape = new();
    private readonly Stack<int> _parents = new();
    private readonly List<string> _words = [];
    private int _at;
    private int _last = -1;
    private bool _isDetached;

    private ShapeReader(string text, ImmutableHashSet<string> names)
    {
        _text = text;
        _names = names;
        _longestName = names.Select(name => Words(name).Length).DefaultIfEmpty(1).Max();
        _parents.Push(-1);
    }

    /// <param name="names">Of the trace that the shape is compared with.</param>
    /// <exception cref="ArgumentException">The text is no shape; the message shows where.</exception>
    public static Shape Read(string text, ImmutableHashSet<string> names) => new ShapeReader(text, names).Read();

    public static string[] Words(string name) => name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The number in <c>×3</c> or <c>*3</c>; 0: the word is none of these.</summary>
    public static int Times(string word) =>
        word.Length > 1 && word[0] is '×' or '*'
            && int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                ? times
                : 0;

    private Shape Read()
    {
        while (_at < _text.Length) ReadNext(_text[_at]);
        EndWords();
        if (_isDetached) throw Fault("a name must follow ~");
        if (_parents.Count > 1) throw Fault("a ) is missing at the end");
        if (_shape.Roots.Count == 0) throw Fault("there is no name in it");
        return _shape;
    }

    private void ReadNext(char next)
    {
        if (char.IsWhiteSpace(next))
        {
            _at++;
        }
        else if (next == '(')
        {
            EndWords();
            if (_last < 0) throw Fault("a name must stand before (");
            _parents.Push(_last);
            _last = -1;
            _at++;
        }
        else if (next == ')')
        {
            EndWords();
            if (_parents.Count == 1) throw Fault("there is no ( for this )");
            _last = _parents.Pop();
            if (_shape.Below(_last).Count == 0) throw Fault("a name must stand between ( and )");
            _at++;
        }
        else if (IsComma(_at))
        {
            EndWords();
            _last = -1;
            _at++;
        }
        else if (next == '~')
        {
            EndWords();
            _isDetached = true;
            _at++;
        }
        else if (next == '"')
        {
            EndWords();
            Add(Quoted());
        }
        else
        {
            ReadWord();
        }
    }

    // A comma inside a word belongs to the name: Dictionary<String,Int32>.
    private bool IsComma(int at) => _text[at] == ','
        && (at + 1 == _text.Length || char.IsWhiteSpace(_text[at + 1]) || _text[at + 1] is ')' or '~' or '"');

    private void ReadWord()
    {
        var from = _at;
        bool IsEnd(char next) => char.IsWhiteSpace(next) || next is '(' or ')' || IsComma(_at);

        while (_at < _text.Length && !IsEnd(_text[_at])) _at++;
        var word = _text[from.._at];
        var times = Times(word);
        if (times == 0)
        {
            _words.Add(word);
            return;
        }
        EndWords();
        if (_last < 0) throw Fault($"a name must stand before {word}");
        for (var i = 1; i < times; i++)
        {
            _shape.AddCopy(_parents.Peek(), _last);
            if (_shape.Nodes.Count > MaxNodes) throw Fault($"it has more than {MaxNodes} spans");
        }
        _last = -1;
    }

    private string Quoted()
    {
        var name = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] != '"') name.Append(_text[_at]);
            else if (_at + 1 < _text.Length && _text[_at + 1] == '"') name.Append(_text[_at++]);
            else
            {
                _at++;
                return name.ToString();
            }
        }
        throw Fault("a quote is not closed");
    }

    // The reading with the fewest unknown words, and of those the one with the fewest names.
    private void EndWords()
    {
        var best = new (int Unknown, int Names, int Length)[_words.Count + 1];
        for (var i = _words.Count - 1; i >= 0; i--)
        {
            best[i] = (best[i + 1].Unknown + 1, best[i + 1].Names + 1, 0);
            for (var length = 1; length <= Math.Min(_longestName, _words.Count - i); length++)
            {
                var rest = best[i + length];
                if ((rest.Unknown, rest.Names + 1).CompareTo((best[i].Unknown, best[i].Names)) <= 0 && IsName(i, length))
                    best[i] = (rest.Unknown, rest.Names + 1, length);
            }
        }
        for (var i = 0; i < _words.Count;)
        {
            var length = best[i].Length > 0 ? best[i].Length : Unknown(best, i);
            Add(string.Join(' ', _words.Skip(i).Take(length)));
            i += length;
        }
        _words.Clear();
    }

    private bool IsName(int from, int length) => _names.Contains(string.Join(' ', _words.Skip(from).Take(length)));

    // Unknown words behind each other are one name where names of this trace have spaces.
    private int Unknown((int Unknown, int Names, int Length)[] best, int from)
    {
        if (_longestName == 1) return 1;
        var end = from + 1;
        while (end < _words.Count && best[end].Length == 0) end++;
        return end - from;
    }

    private void Add(string name)
    {
        if (_shape.Nodes.Count >= MaxNodes) throw Fault($"it has more than {MaxNodes} spans");
        _last = _shape.Add(_parents.Peek(), name, _isDetached);
        _isDetached = false;
    }

    private ArgumentException Fault(string fault) => new($"not a shape: {fault}: {_text[.._at]}⟨here⟩{_text[_at..]}");
}
